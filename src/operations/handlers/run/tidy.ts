import { hasWorktree, isOver } from '../../../domain/pipeline/run.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { command } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { stepsOf } from './board.ts';
import { findRun } from './find.ts';
import { liveRuns } from './live.ts';

type Tidied = OutputOf<typeof contracts.runTidy>[number];
type Run = ByKind<'run'>;

const runsMax = 10_000;

export const tidy: Handler<InputOf<typeof contracts.runTidy>, Tidied[]> = async (context, { id }) => {
  const runs = await context.store.read((view) =>
    (id === undefined ? view.list('run', { newestFirst: true, limit: runsMax }) : [findRun(view, id)]).filter(
      hasWorktree,
    ),
  );
  const rows: Tidied[] = [];
  for (const run of runs) {
    const end = (await endWorktree(context, run)) ?? { isRemoved: false, why: 'somebody works in it' };
    const { id: name, directory, worktree } = run;
    rows.push({ run: name, directory, branch: `shoal/${worktree?.name ?? ''}`, ...end });
  }
  return rows;
};

type WorktreeEnd = NonNullable<Run['worktreeEnd']>;

/**
 * The worktree of a run that has ended goes when nothing would be lost with it; else the run says why it stays. null: somebody
 * still works in it.
 */
export async function endWorktree(context: Context, { id, worktree }: Run): Promise<WorktreeEnd | null> {
  if (worktree === null || (await context.store.read((view) => isInUse(view, id)))) return null;
  const why = await (await context.launcher()).removeWorktree(worktree.beside, worktree.name);
  const end = { isRemoved: why === null, why };
  await command(context, (tx) => {
    for (const run of sharing(tx, findRun(tx, id))) {
      const { isRemoved, why: before } = run.worktreeEnd ?? {};
      if (isRemoved === end.isRemoved && before === why) continue;
      const type = end.isRemoved ? 'run.worktree-removed' : 'run.worktree-kept';
      tx.update('run', run.id, { worktreeEnd: end }, { type, data: { why } });
    }
  });
  return end;
}

/** Of a run that goes on, or by an agent whose end has not been seen yet. */
function isInUse(view: View, id: string): boolean {
  const run = findRun(view, id);
  if (!isOver(run)) return true;
  if (liveRuns(view).some(({ directory }) => directory === run.directory)) return true;
  return stepsOf(view, id).some(
    ({ task }) =>
      task !== null && view.list('session', { where: { task } }).some(({ endedAt }) => endedAt === null),
  );
}

/** A run that was restarted works where the one before it did. */
function sharing(view: View, run: Run): readonly Run[] {
  const parent = run.parent === null ? undefined : view.get('run', run.parent);
  return parent?.directory === run.directory ? [run, ...sharing(view, parent)] : [run];
}
