import type { Pipeline } from '../../../domain/pipeline/definition.ts';
import type { Turn } from '../../../domain/session.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { queueOf } from './queue-name.ts';

/** Turns of all agents of a run, failed attempts included. */
export function turnsOfRun(
  view: View,
  { id: run }: Pick<ByKind<'run'>, 'id'>,
  { nodes }: Pipeline,
): readonly Turn[] {
  return Object.keys(nodes).flatMap((node) =>
    (['stage', 'gate', 'entry'] as const).flatMap((kind) =>
      view.list('turn', { where: { queue: queueOf({ run, node, kind }) } }),
    ),
  );
}

/** Of a task of a run, as far as its agent told. */
export function costOf(view: View, task: string | null): number {
  if (task === null) return 0;
  return view.list('turn', { where: { task } }).reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
}

/** Why nothing more may begin; null while the run may go on. What no harness told the cost of counts as nothing. */
export function tooDear(
  { costUsd: cost }: Pick<ByKind<'run'>, 'costUsd'>,
  { limits }: Pipeline,
): string | null {
  const { costUsd: max } = limits;
  return max === null || cost < max ? null : `it cost ${dollars(cost)}, and may cost ${dollars(max)}`;
}

/** The same while agents are at work: turns of theirs that have ended count, and the others are interrupted. */
export function tooDearAtWork(
  view: View,
  run: ByKind<'run'>,
  pipeline: Pipeline,
  open: readonly ByKind<'step'>[],
): string | null {
  const { costUsd: max } = pipeline.limits;
  if (max === null || !open.some(({ task }) => isInTurn(view, task))) return null;
  const costUsd = open.reduce((sum, { task }) => sum + costOf(view, task), run.costUsd);
  return tooDear({ costUsd }, pipeline);
}

const inTurn = new Set(['working', 'waiting', 'parked', 'suspect']);

/** Whose turn has ended is done, and costs no more. */
function isInTurn(view: View, task: string | null): boolean {
  const sessions = task === null ? [] : view.list('session', { where: { task } });
  return sessions.some(({ state }) => inTurn.has(state));
}

function dollars(amount: number): string {
  return `$${amount.toFixed(amount < 0.1 ? 4 : 2)}`;
}
