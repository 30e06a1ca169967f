export { ask } from './request/ask.ts';
export { approve, reject } from './request/decide.ts';
export { list, show } from './request/list.ts';
export { rule } from './request/rule.ts';
