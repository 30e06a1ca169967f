export * from './run/decide.ts';
export * from './run/read.ts';
export * from './run/start.ts';
