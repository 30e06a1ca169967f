export { emit } from './event/emit.ts';
export { poll } from './event/poll.ts';
export { subscribe } from './event/subscribe.ts';
