import type { Output } from '../../data/api.ts';

export type Message = Output<'message.list'>['messages'][number];
