import type { Context } from '../../operations/context.ts';
import { advance, needsAdvance } from '../../operations/handlers/run/advance.ts';

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

const lookEveryMs = 1_000;
const liveStates = ['queued', 'running', 'waiting'] as const;

export function createPipelineEngine({
  context,
  log,
}: {
  readonly context: Context;
  readonly log: PipelineLog;
}): PipelineEngine {
  const { store } = context;

  async function step(): Promise<boolean> {
    const ready = await store.read((view) =>
      liveStates
        .flatMap((state) => view.list('run', { where: { state } }))
        .filter((run) => needsAdvance(view, run))
        .map(({ id }) => id),
    );
    for (const id of ready) {
      await store.transact((tx) => advance(tx, context, id));
      log.info('a run went on', { run: id });
    }
    return ready.length > 0;
  }

  async function round(signal: AbortSignal): Promise<void> {
    // Before the look: what comes while it looks is looked at next.
    const seen = await store.read((view) => view.lastSeq);
    while (await step()) if (signal.aborted) return;
    const due = await store.nextDue();
    const now = store.now();
    const until = due !== undefined && due > now ? Math.min(due, now + lookEveryMs) : now + lookEveryMs;
    await store.wait(seen, until, signal);
  }

  return {
    step,
    async run(signal) {
      while (!signal.aborted)
        try {
          await round(signal);
        } catch (error) {
          if (signal.aborted) return;
          log.warn('could not carry runs on', { error: String(error) });
          await store.wait(Number.MAX_SAFE_INTEGER, store.now() + lookEveryMs, signal);
        }
    },
  };
}
