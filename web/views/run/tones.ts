import type { Output } from '../../data/api.ts';
import type { Tone } from '../../ui/state.tsx';

type Run = Output<'run.list'>[number];
type Node = Output<'pipeline.graph'>['nodes'][number];
type Step = Output<'run.show'>['steps'][number];

/** A run that waits for a person needs you. */
export function runTone({ state, requests }: Pick<Run, 'state' | 'requests'>): Tone {
  if (requests.length > 0) return 'needs-you';
  if (state === 'running') return 'working';
  if (state === 'completed') return 'done';
  if (state === 'queued') return 'idle';
  if (state === 'waiting') return 'parked';
  return state === 'cancelled' ? 'idle' : 'failed';
}

const ofNode: Readonly<Record<NonNullable<Node['state']>, Tone>> = {
  held: 'parked',
  open: 'working',
  waiting: 'needs-you',
  done: 'done',
  rejected: 'failed',
  failed: 'failed',
  cancelled: 'idle',
};

export function nodeTone(state: Node['state']): Tone | null {
  return state === null ? null : ofNode[state];
}

export function stepTone({ state, decision, request }: Step): Tone {
  if (decision === 'rejected') return 'failed';
  if (state === 'open' && request !== null) return 'needs-you';
  return ofNode[state];
}
