export { ask } from './message/ask.ts';
export { inbox } from './message/inbox.ts';
export { reply } from './message/reply.ts';
export { send } from './message/send.ts';
export { show } from './message/show.ts';
