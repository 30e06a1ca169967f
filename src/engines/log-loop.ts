import { sleep } from '../operations/sleep.ts';
import type { PortableStore } from '../store/port.ts';

export interface LogLoop {
  readonly store: Pick<PortableStore, 'read' | 'nextDue' | 'now' | 'wait'>;
  /** Does all that can be done now; whether anything was. */
  readonly step: () => Promise<boolean>;
  /** What comes within this time is looked at together: under load the log grows all the time. */
  readonly settleMs: number;
  /** Called for whatever went wrong; the loop goes on. */
  readonly onError: (error: unknown) => void;
}

/** How soon what no event tells of is seen, and how soon is tried again what went wrong. */
const lookEveryMs = 1_000;

/** Steps whenever the log has grown, an instant has come, or a second has passed. Until aborted; never throws. */
export async function followLog(loop: LogLoop, signal: AbortSignal): Promise<void> {
  while (!signal.aborted)
    try {
      await round(loop, signal);
    } catch (error) {
      // The store may be busy, or the disk full.
      if (signal.aborted) return;
      loop.onError(error);
      await sleep(lookEveryMs, signal);
    }
}

/** All that can be done, and then until something has happened. */
async function round({ store, step, settleMs }: LogLoop, signal: AbortSignal): Promise<void> {
  // Before the look: what comes while it looks is looked at next.
  const seen = await store.read((view) => view.lastSeq);
  while (await step()) if (signal.aborted) return;
  const due = await store.nextDue();
  const now = store.now();
  const until = due !== undefined && due > now ? Math.min(due, now + lookEveryMs) : now + lookEveryMs;
  await store.wait(seen, until, signal);
  await sleep(settleMs, signal);
}
