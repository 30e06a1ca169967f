import type { RunState } from '../../../domain/pipeline/run.ts';
import type { ByKind, View } from '../../../store/port.ts';

const liveStates = ['queued', 'running', 'waiting'] as const satisfies readonly RunState[];

/** Runs that go on. */
export function liveRuns(view: View): readonly ByKind<'run'>[] {
  return liveStates.flatMap((state) => view.list('run', { where: { state } }));
}
