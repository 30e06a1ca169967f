export * from './task/add.ts';
export * from './task/attempts.ts';
export * from './task/board.ts';
export * from './task/manage.ts';
export * from './task/read.ts';
export * from './task/work.ts';
