export { forget } from './memory/forget.ts';
export { recall } from './memory/recall.ts';
export { remember } from './memory/remember.ts';
