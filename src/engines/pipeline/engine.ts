import type { Context } from '../../operations/context.ts';
import { isOver } from '../../domain/pipeline/run.ts';
import { advance, needsAdvance } from '../../operations/handlers/run/advance.ts';
import { boardOf } from '../../operations/handlers/run/board.ts';
import { endRun } from '../../operations/handlers/run/end.ts';
import { runFiles } from '../../operations/handlers/run/files.ts';
import { liveRuns } from '../../operations/handlers/run/live.ts';
import { endWorktree } from '../../operations/handlers/run/tidy.ts';
import type { ByKind } from '../../store/port.ts';
import { followLog } from '../log-loop.ts';
import { within } from '../within.ts';
import { createProjection, type RunFileWriter } from './projection.ts';

/*
 * Carries runs of pipelines on. It remembers nothing: what a run has done is in its steps, and what is to be done next follows
 * from how their tasks ended. Each advance is one commit, so it may die at any instant, and two of it would do no harm.
 */

interface PipelineLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface PipelineEngine {
  /** Until aborted; never throws. */
  run(signal: AbortSignal): Promise<void>;
  /** Does all that can be done now; whether anything was. */
  step(): Promise<boolean>;
}

export interface PipelineEngineParts {
  readonly context: Context;
  readonly log: PipelineLog;
  /** Where the files of runs are written; without it, none are. */
  readonly files?: RunFileWriter;
  /** Makes the directory that a run works in, when it has one of its own. Throws when it cannot be made. */
  readonly prepare?: (run: ByKind<'run'>) => Promise<void>;
}

/** Short: each stage of a run waits for it. */
const settleMs = 5;
/** Ended runs whose files are looked at when the daemon begins. */
const latestMax = 20;
/** Then it is left: the next engine finds it half made, as after a kill. */
const asideEndMs = 300;

export function createPipelineEngine({ context, log, files, prepare }: PipelineEngineParts): PipelineEngine {
  const { store } = context;
  const projection =
    files === undefined
      ? null
      : createProjection({
          store,
          writer: files,
          filesOf: runFiles,
          onError: (run, error) =>
            log.warn('the files of a run cannot be written', { run, error: String(error) }),
        });
  /** How far the files of each run that goes on are. */
  const projected = new Map<string, string>();
  /** Of which runs a worktree is made or removed now. That may take as long as a large repository does: others go on. */
  const aside = new Map<string, Promise<void>>();
  /** Runs that ended, and have a worktree that has not been looked at since. */
  const untidy = new Map<string, ByKind<'run'>>();

  async function step(): Promise<boolean> {
    const { live, ready, left } = await store.read((view) => {
      const live = liveRuns(view);
      const taken = new Set(live.filter(({ state }) => state !== 'queued').map(({ directory }) => directory));
      const mayGoOn = ({ state, directory }: ByKind<'run'>): boolean =>
        state !== 'queued' || !taken.has(directory);
      // A command may have ended it: its files have yet to say so.
      const left = [...projected.keys()]
        .filter((id) => !live.some((run) => run.id === id))
        .flatMap((id) => view.get('run', id) ?? []);
      return { live, left, ready: live.filter((run) => mayGoOn(run) && needsAdvance(view, run)) };
    });
    for (const run of [...live, ...left]) noteRun(run);
    for (const run of untidy.values()) doAside(run, () => tidy(run));
    let isChanged = false;
    for (const run of ready)
      if (run.state === 'queued' && run.worktree !== null) doAside(run, () => begin(run));
      else isChanged = (await carryOn(run)) || isChanged;
    return isChanged;
  }

  /** Once at a time for each run. What comes of it is in the log: that is looked at next. */
  function doAside(run: ByKind<'run'>, work: () => Promise<unknown>): void {
    if (aside.has(run.id)) return;
    const doing = work()
      .then(
        () => undefined,
        (error: unknown) => cannot(run, error),
      )
      .finally(() => aside.delete(run.id));
    aside.set(run.id, doing);
  }

  async function begin(run: ByKind<'run'>): Promise<void> {
    if (await prepared(run.id)) await carryOn(run);
    // It may have ended meanwhile: while its worktree was made nobody could take that away.
    const ended = untidy.get(run.id);
    if (ended !== undefined) await tidy(ended);
  }

  /** What is wrong with one run keeps no other from going on. */
  async function carryOn(run: ByKind<'run'>): Promise<boolean> {
    const { id } = run;
    try {
      const { isChanged, now } = await store.transact((tx) => ({
        isChanged: advance(tx, context, id),
        now: tx.get('run', id),
      }));
      if (isChanged) log.info('a run went on', { run: id });
      if (now !== undefined) noteRun(now);
      return isChanged;
    } catch (error) {
      cannot(run, error);
      return false;
    }
  }

  function cannot({ id }: ByKind<'run'>, error: unknown): void {
    log.warn('could not carry a run on', { run: id, error: String(error) });
  }

  /** False: the run has ended for want of a directory. */
  async function prepared(id: string): Promise<boolean> {
    const run = await store.read((view) => view.get('run', id));
    if (run === undefined || prepare === undefined) return true;
    try {
      await prepare(run);
      return true;
    } catch (error) {
      const why = `it has nowhere to work: ${error instanceof Error ? error.message : String(error)}`;
      await store.transact((tx) => {
        const board = boardOf(tx, context, id);
        if (board !== null) endRun(board, 'failed', why);
      });
      return false;
    }
  }

  /** Again at the next change when somebody still works there. */
  async function tidy(run: ByKind<'run'>): Promise<void> {
    try {
      if ((await endWorktree(context, run)) === null) return;
    } catch (error) {
      log.warn('the worktree of a run cannot be removed', { run: run.id, error: String(error) });
    }
    untidy.delete(run.id);
  }

  function noteRun(run: ByKind<'run'>): void {
    if (isOver(run) && run.worktree !== null && run.worktreeEnd === undefined) untidy.set(run.id, run);
    project(run);
  }

  function project(run: ByKind<'run'>): void {
    if (projection === null) return;
    const progress = progressOf(run);
    if (projected.get(run.id) === progress) return;
    if (isOver(run)) projected.delete(run.id);
    else projected.set(run.id, progress);
    projection.changed(run.id, isOver(run));
  }

  /** What ended while no daemon was there to write it. */
  async function projectLatest(): Promise<void> {
    const latest = await store.read((view) => view.list('run', { newestFirst: true, limit: latestMax }));
    for (const run of latest) noteRun(run);
  }

  return {
    step,
    async run(signal) {
      await projectLatest().catch((error: unknown) =>
        log.warn('the files of runs', { error: String(error) }),
      );
      const onError = (error: unknown): void => log.warn('could not carry runs on', { error: String(error) });
      await followLog({ store, step, settleMs, onError }, signal);
      await within(asideEndMs, Promise.all(aside.values()));
      await projection?.flush();
    },
  };
}

function progressOf({ state, steps, stages, calls, chunks }: ByKind<'run'>): string {
  const list = chunks.map(({ id, status, updatedAt }) => `${id} ${status} ${updatedAt}`);
  return [state, steps, stages, calls, ...list].join(' ');
}
