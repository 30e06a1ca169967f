export { join } from './agent/join.ts';
export { kill } from './agent/kill.ts';
export { leave } from './agent/leave.ts';
export { prime } from './agent/prime.ts';
export { ps } from './agent/ps.ts';
export { whoami } from './agent/whoami.ts';
