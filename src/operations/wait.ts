import type { Context } from './context.ts';

/** A dead process changes no file: waiters look for such ends at least this often. */
const lookAgainMs = 2_000;
/** More than this between two looks is not time that has passed, but a clock that was set. */
const stepMsMax = 60_000;
/** Something overdue that this caller cannot sweep must not make it spin. */
const overdueMs = 20;

/**
 * Calls `attempt` at once, and again whenever the log grows, an instant comes due or a process may have died,
 * until it gives something other than undefined or `waitMs` is over; then gives undefined.
 */
export async function waitUntil<T>(
  context: Context,
  waitMs: number,
  attempt: () => Promise<T | undefined>,
): Promise<T | undefined> {
  // Most commands do not wait: they need not know where the log stands.
  if (waitMs === 0) return attempt();
  const { store, signal } = context;
  let leftMs = waitMs;
  let lookedAt = store.now();
  for (;;) {
    // Read before the attempt: what is committed during it must wake the wait below.
    const seen = await store.read((view) => view.lastSeq);
    const result = await attempt();
    const now = store.now();
    // Somebody may set the clock meanwhile: that neither ends the wait nor makes it longer.
    const stepMs = now - lookedAt;
    leftMs -= stepMs < 0 || stepMs > stepMsMax ? lookAgainMs : stepMs;
    lookedAt = now;
    if (result !== undefined || leftMs <= 0) return result;
    signal.throwIfAborted();
    const due = (await store.nextDue()) ?? Infinity;
    const until = Math.min(now + leftMs, Math.max(due, now + overdueMs), now + lookAgainMs);
    await store.wait(seen, until, signal);
  }
}
