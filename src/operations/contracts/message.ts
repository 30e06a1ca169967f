export * from './message/inbox.ts';
export * from './message/read.ts';
export * from './message/talk.ts';
