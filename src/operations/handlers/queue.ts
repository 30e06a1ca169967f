export { enqueue } from './queue/enqueue.ts';
export { list, show } from './queue/read.ts';
