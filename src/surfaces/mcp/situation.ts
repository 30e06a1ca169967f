import { invoke } from '../../operations/invoke.ts';
import type { NextStep } from '../../operations/next-step.ts';
import type { ContextFor } from './context-for.ts';

/** What every reply tells beside its answer. */
export interface Situation {
  /** What to do next; null when it is not known. */
  readonly next: NextStep | null;
  readonly unread: number;
}

/** As `agent.prime` sees it; a caller without a workspace has none. */
export async function situationOf(contextFor: ContextFor): Promise<Situation> {
  const context = await contextFor({ needs: 'nothing' });
  const { next, unread } = await invoke(context, 'agent.prime', {});
  const [first = null] = next as readonly NextStep[]; // as its handler makes them
  return { next: first, unread };
}
