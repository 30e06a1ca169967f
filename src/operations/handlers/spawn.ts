export { allow } from './spawn/allow.ts';
export { start } from './spawn/start.ts';
