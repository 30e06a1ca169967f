import { useState } from 'react';

/** What is there keeps its place and what is new comes after it, so that nothing moves under the pointer, until one asks. */
export function useOrder<T extends { readonly id: string }>(items: readonly T[]) {
  const [order, setOrder] = useState<readonly string[]>([]);
  const byId = new Map(items.map((item) => [item.id, item]));
  const ids = [...byId.keys()];
  const kept = order.filter((id) => byId.has(id));
  const fresh = ids.filter((id) => !order.includes(id));
  // Nobody looks: nothing can move away from under them.
  const next = document.hidden && fresh.length > 0 ? ids : [...kept, ...fresh];
  if (!isSame(next, order)) setOrder(next);
  return {
    shown: next.flatMap((id) => byId.get(id) ?? []),
    isInOrder: isSame(next, ids),
    putInOrder: () => setOrder(ids),
  };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, at) => id === other[at]);
}
