/** The one table of operations: everything that Shoal can do, on every surface. */
export * from './task.ts';
export * from './agent.ts';
export * from './leader.ts';
export * from './workspace.ts';
export * from './spawn.ts';
export * from './lock.ts';
export * from './message.ts';
export * from './request.ts';
export * from './policy.ts';
export * from './log.ts';
export * from './event.ts';
export * from './memory.ts';
export * from './hook.ts';
export * from './record.ts';
export * from './harness.ts';
export * from './session.ts';
export * from './config.ts';
