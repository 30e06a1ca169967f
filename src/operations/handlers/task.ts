export { add } from './task/add.ts';
export { attempts } from './task/attempts.ts';
export { board } from './task/board.ts';
export { claim } from './task/claim.ts';
export { deps } from './task/deps.ts';
export { explain } from './task/explain.ts';
export { done, fail, progress, release } from './task/finish.ts';
export { assign, cancel, edit, note, retry, steal } from './task/manage.ts';
export { list, ready, show } from './task/read.ts';
