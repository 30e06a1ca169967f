import type { Output } from '../../data/api.ts';

export type RunShown = Output<'run.show'>;
