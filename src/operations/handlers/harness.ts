export { matrix } from './harness/matrix.ts';
export { probe } from './harness/probe.ts';
export { setup } from './harness/setup.ts';
