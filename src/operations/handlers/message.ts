export { ask } from './message/ask.ts';
export { inbox } from './message/inbox.ts';
export { list } from './message/list.ts';
export { reply } from './message/reply.ts';
export { seen } from './message/seen-by-me.ts';
export { send } from './message/send.ts';
export { show } from './message/show.ts';
export { thread } from './message/thread.ts';
