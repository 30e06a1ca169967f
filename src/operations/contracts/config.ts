export * from './config/file.ts';
export * from './config/policy.ts';
export * from './config/profile.ts';
export * from './config/queue.ts';
