export { forget } from './memory/forget.ts';
export { list } from './memory/list.ts';
export { recall } from './memory/recall.ts';
export { remember } from './memory/remember.ts';
