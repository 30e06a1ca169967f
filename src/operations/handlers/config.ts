export { explain, policyList, profileList, queueList, schema, show } from './config/read.ts';
export { defaultProfile, set, unset } from './config/set.ts';
export { policyAdd, policyRemove } from './config/policy.ts';
export { profileAdd, profileRemove } from './config/profile.ts';
export { queueAdd, queueRemove } from './config/queue.ts';
export { limit, limits } from './config/limits.ts';
export { check, source, write } from './config/source.ts';
