import { gateId, startId } from './graph-ids.ts';
import type { Step } from './run.ts';

/** How far a node is in a run. */
export interface NodeProgress {
  readonly state: 'held' | 'open' | 'waiting' | 'done' | 'rejected' | 'failed' | 'cancelled' | null;
  readonly passes: number;
  /** Latest step. */
  readonly step: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** All passes that ended, together. */
  readonly tookMs: number | null;
}

export const noProgress: NodeProgress = {
  state: null,
  passes: 0,
  step: null,
  startedAt: null,
  endedAt: null,
  tookMs: null,
};

/** By id of node; steps in the order in which they were begun. */
export function progressOf(steps: readonly Step[]): ReadonlyMap<string, NodeProgress> {
  const found = new Map<string, NodeProgress>();
  for (const step of steps) {
    const id = placeOf(step);
    found.set(id, after(found.get(id) ?? noProgress, step));
  }
  return found;
}

function placeOf({ kind, node }: Step): string {
  if (kind === 'entry') return startId;
  return kind === 'gate' ? gateId(node) : node;
}

function after({ passes, tookMs }: NodeProgress, step: Step): NodeProgress {
  const { id, startedAt, endedAt } = step;
  const took = startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt);
  return {
    state: stateOf(step),
    passes: passes + 1,
    step: id,
    startedAt,
    endedAt,
    tookMs: took === null ? tookMs : (tookMs ?? 0) + took,
  };
}

function stateOf({ state, kind, decision, request, task }: Step): NodeProgress['state'] {
  if (state === 'open' && request !== null && task === null) return 'waiting';
  return state === 'done' && kind === 'gate' && decision !== 'approved' ? 'rejected' : state;
}
