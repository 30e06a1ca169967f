export * from '../../../../src/engines/probe/model/protocol.ts';
