import { queries } from './queries.ts';
import { isStale } from './stale.ts';

/** Reads that changed are read again at once, but under a storm of events only so often. */
const againAfterMs = 250;
let pending = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Reads again what an event of this type makes old. */
export function markStale(type: string): void {
  pending.add(type);
  if (timer !== undefined) return;
  queueMicrotask(refresh);
  timer = setTimeout(() => {
    timer = undefined;
    refresh();
  }, againAfterMs);
}

function refresh(): void {
  if (pending.size === 0) return;
  const types = pending;
  pending = new Set();
  void queries.invalidateQueries({
    predicate: ({ queryKey: [read] }) => typeof read === 'string' && isStale(read, types),
  });
}
