import type { ByKind, Transaction, View } from '../../store/port.ts';
import { everyRecord } from '../every-record.ts';

/** For one look. Removes a run with its steps and texts, and with its plan when no other run is of that. */
export function createRemoveRun(): (tx: Transaction, run: ByKind<'run'>) => number {
  let runsOf: Map<string, number> | undefined;
  return (tx, { id, plan }) => {
    // No index has it: it is looked through when the first goes.
    runsOf ??= runsByPlan(tx);
    const left = (runsOf.get(plan) ?? 0) - 1;
    runsOf.set(plan, left);
    const steps = removeSteps(tx, id);
    removeText(tx, id, id);
    tx.remove('run', id, { type: 'run.dropped' });
    if (left > 0 || tx.get('plan', plan) === undefined) return steps + 2;
    tx.remove('plan', plan, { type: 'plan.dropped' });
    return steps + 3;
  };
}

function runsByPlan(view: View): Map<string, number> {
  const found = new Map<string, number>();
  for (const { plan } of everyRecord(view, 'run')) found.set(plan, (found.get(plan) ?? 0) + 1);
  return found;
}

const pageMax = 1_000;

function removeSteps(tx: Transaction, run: string): number {
  let removed = 0;
  for (;;) {
    const steps = tx.list('step', { where: { run }, limit: pageMax });
    for (const { id } of steps) {
      removeText(tx, id, run);
      tx.remove('step', id, { type: 'step.dropped', data: { run } });
    }
    removed += 2 * steps.length;
    if (steps.length < pageMax) return removed;
  }
}

function removeText(tx: Transaction, id: string, run: string): void {
  if (tx.get('stepText', id) !== undefined)
    tx.remove('stepText', id, { type: 'step.dropped', data: { run } });
}
