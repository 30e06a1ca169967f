export * from './request/ask.ts';
export * from './request/decide.ts';
export * from './request/read.ts';
