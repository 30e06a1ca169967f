export { breakLocks as break } from './lock/break.ts';
export { check } from './lock/check.ts';
export { list } from './lock/list.ts';
export { release } from './lock/unlock.ts';
export { take } from './lock/take.ts';
