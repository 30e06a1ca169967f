export { setup } from './harness/setup.ts';
