import type { RunState } from '../../../domain/pipeline/run.ts';
import type { ByKind, View } from '../../../store/port.ts';

/**
 * Run that a queued one waits for: one at a time works in a checkout, and of those that wait the oldest of the most urgent is
 * next. null: it is its turn.
 */
export function runAhead(view: View, run: ByKind<'run'>): ByKind<'run'> | null {
  const inPlace = (state: RunState) =>
    view.list('run', { where: { state } }).filter(({ directory }) => directory === run.directory);
  const [working] = [...inPlace('running'), ...inPlace('waiting')];
  if (working !== undefined) return working;
  const [first] = inPlace('queued').toSorted(
    (one, other) =>
      other.priority - one.priority || one.createdAt - other.createdAt || numberOf(one) - numberOf(other),
  );
  return first === undefined || first.id === run.id ? null : first;
}

function numberOf({ id }: { readonly id: string }): number {
  return Number(id.slice(1));
}
