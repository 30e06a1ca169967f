import type { QueueConfig } from '../../domain/profile.ts';

/** The queue that gets the next worker: the one with the least of its share, and of equal ones the next after the last. */
export function fairly<T extends { readonly queue: QueueConfig }>(
  queues: readonly T[],
  live: ReadonlyMap<string, number>,
  last: string,
): T | undefined {
  const share = ({ queue }: T) => (live.get(queue.name) ?? 0) / queue.maxParallel;
  const open = queues.filter((one) => share(one) < 1);
  const least = Math.min(...open.map(share));
  const equal = open.filter((one) => share(one) === least);
  const after = equal.findIndex(({ queue }) => queue.name === last) + 1;
  return equal[after] ?? equal[0];
}
