export { probe } from './harness/probe.ts';
export { setup } from './harness/setup.ts';
