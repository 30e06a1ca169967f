/*
 * A commit costs about the same for one command as for many, and whoever was just answered mostly has something more to
 * ask: so the next group is not closed at once, but when as many ask as did before, or the process has nothing to do.
 */

/** A turn of the event loop that is shorter did nothing. */
const idleTurnMs = 0.03;
/** So long without anything to do, nobody is on his way. */
const idleMaxMs = 0.05;
const gatherMaxMs = 3;

/** Monotonic ms, and one turn of the event loop. */
export interface Turns {
  readonly now: () => number;
  readonly next: () => Promise<void>;
}

/** Resolves after one turn at least. `crowd`: how many ask, as far as anybody can know. */
export async function gathered(
  waiting: readonly unknown[],
  crowd: number,
  { now, next }: Turns,
): Promise<void> {
  const startedAt = now();
  let turnAt = startedAt;
  let idleMs = 0;
  do {
    await next();
    const at = now();
    idleMs = at - turnAt < idleTurnMs ? idleMs + at - turnAt : 0;
    turnAt = at;
  } while (waiting.length < crowd && idleMs < idleMaxMs && turnAt - startedAt < gatherMaxMs);
}

export const turns: Turns = {
  now: () => performance.now(),
  next: () => new Promise((resolve) => setImmediate(resolve)),
};
