export { cancel } from './run/cancel.ts';
export { list, show, step } from './run/read.ts';
export { start } from './run/start.ts';
export { watch } from './run/watch.ts';
