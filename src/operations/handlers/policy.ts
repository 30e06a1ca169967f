export { test } from './policy/replay.ts';
