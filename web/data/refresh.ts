import type { Query } from '@tanstack/react-query';
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
  queueMicrotask(() => void refresh());
  timer = setTimeout(() => {
    timer = undefined;
    void refresh();
  }, againAfterMs);
}

/** As after an event of this type, but without a wait: for what one has just done oneself. */
export function refreshAfter(action: string): void {
  pending.add(action);
  void refresh();
}

async function refresh(): Promise<void> {
  if (pending.size === 0) return;
  const types = pending;
  pending = new Set();
  const predicate = ({ queryKey: [read] }: Query) => typeof read === 'string' && isStale(read, types);
  // One that nobody looks at any more, but that is on its way, would arrive as if it were new.
  await queries.cancelQueries({ predicate, type: 'inactive' });
  await queries.invalidateQueries({ predicate });
}
