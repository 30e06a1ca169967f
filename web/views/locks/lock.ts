import type { Output } from '../../data/api.ts';

export type Lock = Output<'lock.list'>[number];
