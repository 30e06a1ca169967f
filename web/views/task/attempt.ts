import type { Output } from '../../data/api.ts';

export type Attempt = Output<'task.attempts'>['attempts'][number];
