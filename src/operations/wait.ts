import type { Context } from './context.ts';

/** A dead process changes no file: waiters look for such ends at least this often. */
const lookAgainMs = 2_000;
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
  const { store, signal } = context;
  const deadline = store.now() + waitMs;
  for (;;) {
    // Read before the attempt: what is committed during it must wake the wait below.
    const seen = await store.read((view) => view.lastSeq);
    const result = await attempt();
    if (result !== undefined || store.now() >= deadline) return result;
    signal.throwIfAborted();
    const due = (await store.nextDue()) ?? Infinity;
    const until = Math.min(deadline, Math.max(due, store.now() + overdueMs), store.now() + lookAgainMs);
    await store.wait(seen, until, signal);
  }
}
