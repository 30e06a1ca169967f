import type { ParamValues, Pipeline } from '../../../domain/pipeline/definition.ts';
import type { Run } from '../../../domain/pipeline/run.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { type Board, changeRun } from './board.ts';
import { beginHeld } from './begin.ts';
import { addFirst } from './first.ts';
import { goOnFromKept } from './take-over.ts';

export interface RunOrder {
  readonly pipeline: Pipeline;
  readonly name: string;
  readonly params: ParamValues;
  readonly title: string;
  readonly input: string;
  readonly start: string | null;
  readonly priority: number;
  readonly directory: string;
  readonly isApart: boolean;
  /** Where its own worktree will be, by the id of the run; instead of `directory`. */
  readonly apart?: (id: string) => Pick<Run, 'directory' | 'worktree'>;
  readonly worktree?: Run['worktree'];
  readonly kind?: Run['kind'];
  readonly parent?: string | null;
}

/** The run, and what it runs, as it is now: a later change of its file changes nothing for it. */
export function createRun(
  tx: Transaction,
  context: Pick<Context, 'machine'>,
  { pipeline, name, apart, input, ...order }: RunOrder,
): ByKind<'run'> {
  const plan = context.machine.sha256(JSON.stringify(pipeline)).slice(0, 32);
  if (tx.get('plan', plan) === undefined) tx.create('plan', { id: plan, pipeline }, { type: 'plan.kept' });
  const id = tx.nextId('run');
  const run: ByKind<'run'> = {
    kind: 'run',
    parent: null,
    worktree: null,
    ...order,
    ...apart?.(id),
    id,
    pipeline: name,
    plan,
    state: 'queued',
    why: null,
    steps: 0,
    calls: 0,
    stages: 0,
    chunks: [],
    consensus: null,
    rejections: 0,
    rejection: null,
    rejectedInARow: {},
    chars: 0,
    costUsd: 0,
    createdBy: tx.actor,
    createdAt: tx.now,
    startedAt: null,
    endedAt: null,
    dueAt: null,
  };
  tx.create('run', run, { type: 'run.created' });
  tx.create('stepText', { id, run: id, input, output: null }, { type: 'run.given' });
  return run;
}

/** It is its turn. */
export function beginFirst(board: Board): void {
  const { tx, run, pipeline } = board;
  const started = { state: 'running', startedAt: tx.now, dueAt: tx.now + pipeline.limits.wallMs } as const;
  changeRun(board, started, { type: 'run.started' });
  if (run.kind === 'restart' && run.steps > 0) return goOnFromKept(board);
  addFirst(board, run.start ?? pipeline.entry);
  beginHeld(board);
}
