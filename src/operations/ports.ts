/* What operations need of the world outside: a port per job. The composition root supplies each. */

export type * from './ports/caller.ts';
export type * from './ports/config.ts';
export type * from './ports/daemon.ts';
export type * from './ports/harnesses.ts';
export type * from './ports/machine.ts';
export type * from './ports/pipelines.ts';
export type * from './ports/place.ts';
export type * from './ports/probe.ts';
export type * from './ports/processes.ts';
export type * from './ports/registry.ts';
export type * from './ports/transcripts.ts';
export type * from './ports/work-trees.ts';
