export * from './session/changes.ts';
export * from './session/read.ts';
export * from './session/start.ts';
export * from './session/transcript.ts';
