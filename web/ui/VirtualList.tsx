import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from './Button.tsx';
import { useHeld } from './held.ts';
import { useAnchor } from './scroll-anchor.ts';
import styles from './VirtualList.module.css';

interface VirtualListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  /** Stable: declare it outside of the component. */
  readonly idOf: (item: T) => string;
  /** Of a row, px; stable when it is a function. Default: 28 */
  readonly rowHeight?: number | ((item: T) => number);
  /** Rows say themselves how high they are; `rowHeight` is the guess until then. Default: false */
  readonly isMeasured?: boolean;
  /** grid: its children are elements with the role row, and cells in them. Default: list, of listitems */
  readonly role?: 'list' | 'grid';
  /** Where the keyboard is: brought into view when it changes, and never taken off the page. */
  readonly cursor?: string | null;
  /** What is new waits behind "3 new" while the list is scrolled. Default: false */
  readonly holdsNew?: boolean;
  readonly isMultiselectable?: boolean;
  /** Draws one row. Stable, for rows that need not change not to be drawn again. */
  readonly children: (item: T, index: number) => React.ReactNode;
}

const rowHeightDefault = 28;

/** A list of any length: only what is seen is on the page. Fills its place, and scrolls in it. */
export function VirtualList<T>({
  label,
  items,
  idOf,
  rowHeight = rowHeightDefault,
  isMeasured = false,
  role = 'list',
  cursor = null,
  holdsNew = false,
  isMultiselectable,
  children,
}: VirtualListProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isScrolled, setIsScrolled] = useState(false);
  const { shown, newCount } = useHeld(items, idOf, holdsNew && isScrolled);
  const cursorAt = useMemo(
    () => (cursor === null ? -1 : shown.findIndex((item) => idOf(item) === cursor)),
    [cursor, shown, idOf],
  );
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => (typeof rowHeight === 'number' ? rowHeight : rowHeight(shown[at] as T)), // it counts `shown`
    // Stable: at another function it measures all rows again, which without this is at every row scrolled.
    getItemKey: useCallback((at: number) => idOf(shown[at] as T), [idOf, shown]),
    overscan: 10,
    rangeExtractor: useCallback((range: Range) => withRow(range, cursorAt), [cursorAt]),
    useFlushSync: false,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  useEffect(() => {
    if (cursorAt >= 0) virtual.scrollToIndex(cursorAt, { align: 'auto' });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only when it moves, not when the list around it changes
  }, [cursor]);
  const keepPlace = useAnchor(scroller, virtual, shown, idOf);
  return (
    <div className={styles['place']}>
      {newCount > 0 && (
        <div className={styles['new']}>
          <Button onPress={() => scroller.current?.scrollTo({ top: 0 })}>{newCount} new</Button>
        </div>
      )}
      <div
        ref={scroller}
        className={styles['scroller']}
        onScroll={({ currentTarget }) => {
          setIsScrolled(currentTarget.scrollTop > 4);
          keepPlace();
        }}
      >
        <div
          role={role}
          aria-label={label}
          aria-multiselectable={isMultiselectable}
          aria-rowcount={role === 'grid' ? shown.length : undefined}
          className={styles['all']}
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, key, start }) => (
            <div
              key={key}
              ref={isMeasured ? virtual.measureElement : undefined}
              data-index={index}
              role={role === 'grid' ? 'presentation' : 'listitem'}
              aria-setsize={role === 'list' ? shown.length : undefined}
              aria-posinset={role === 'list' ? index + 1 : undefined}
              className={styles['row']}
              style={{ transform: `translateY(${start}px)` }}
            >
              <Drawn item={shown[index] as T} index={index} draw={children} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

interface DrawnProps<T> {
  readonly item: T;
  readonly index: number;
  readonly draw: (item: T, index: number) => React.ReactNode;
}

/** Measured: without this every visible row is drawn again at every row scrolled. */
const Drawn = memo(<T,>({ item, index, draw }: DrawnProps<T>) => draw(item, index)) as <T>(
  props: DrawnProps<T>,
) => React.ReactNode; // memo forgets the type parameter

function withRow(range: Range, at: number): number[] {
  const rows = defaultRangeExtractor(range);
  if (at < 0 || at >= range.count || rows.includes(at)) return rows;
  return [...rows, at].toSorted((a, b) => a - b);
}
