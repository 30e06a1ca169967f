export { check, explain, policyList, profileList, queueList, schema, show } from './config/read.ts';
export { defaultProfile, set, unset } from './config/set.ts';
export { policyAdd, policyRemove } from './config/policy.ts';
export { profileAdd, profileRemove } from './config/profile.ts';
export { queueAdd, queueRemove } from './config/queue.ts';
