import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';

/** Keeps what is read where it is when rows above it come or go. Gives what to call at each scroll. */
export function useAnchor<T>(
  scroller: RefObject<HTMLDivElement | null>,
  virtual: Virtualizer<HTMLDivElement, Element>,
  items: readonly T[],
  idOf: (item: T) => string,
): () => void {
  const place = useRef<{ readonly id: string; readonly below: number } | null>(null);
  const latest = useRef(items);
  const keep = useCallback(() => {
    const top = scroller.current?.scrollTop ?? 0;
    const first = top > 0 ? virtual.getVirtualItemForOffset(top) : undefined;
    const item = first === undefined ? undefined : latest.current[first.index];
    place.current =
      first === undefined || item === undefined ? null : { id: idOf(item), below: top - first.start };
  }, [scroller, virtual, idOf]);
  useLayoutEffect(() => {
    if (latest.current === items) return;
    latest.current = items;
    const { current: kept } = place;
    const at = kept === null ? -1 : items.findIndex((item) => idOf(item) === kept.id);
    const start = at < 0 ? undefined : virtual.measurementsCache[at]?.start;
    if (kept === null || start === undefined || scroller.current === null) return;
    scroller.current.scrollTop = start + kept.below;
  }, [items, idOf, virtual, scroller]);
  return keep;
}
