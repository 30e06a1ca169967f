import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, useState } from 'react';
import { useKeys } from '../../../app/keys/Keys.tsx';
import { Button } from '../../../ui/Button.tsx';
import { guessedHeight, RowView } from './RowView.tsx';
import type { Row } from './rows.ts';
import styles from './Transcript.module.css';

interface RowListProps {
  readonly rows: readonly Row[];
  readonly hasOlder?: boolean;
  readonly isReading?: boolean;
  readonly onOlder?: () => void;
  /** The `n` of an entry that one wants to see. Default: null, the end */
  readonly at?: number | null;
}

/** Nearer to the end than this it stays at the end. */
const atEndPx = 48;
/** Of what stands above the first row, px. */
const olderHeight = 48;
/** So many rows before the first the page before is read. */
const olderBefore = 8;

/** Of any length: only what is seen is on the page. Stays at the end while one is there, and otherwise where one reads. */
export function RowList({
  rows,
  hasOlder = false,
  isReading = false,
  onOlder,
  at: wanted = null,
}: RowListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const newest = rows.at(-1)?.key ?? 0;
  const seen = useRef(newest);
  if (isAtEnd) seen.current = newest;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => guessedHeight(rows[at]),
    getItemKey: (at) => rows[at]?.key ?? at,
    paddingStart: hasOlder ? olderHeight : 0,
    overscan: 6,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: atEndPx,
    directDomUpdates: true,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const place = wanted === null ? -1 : rows.findLastIndex(({ key }) => key <= wanted);
  useEffect(() => {
    if (wanted === null) virtual.scrollToEnd();
  }, [virtual, wanted]);
  useEffect(() => {
    if (place >= 0) virtual.scrollToIndex(place, { align: 'center' });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each place, not when more is said after it
  }, [wanted, rows[0]?.key]);
  useEffect(() => {
    if (hasOlder && !isReading && !isAtEnd && first < olderBefore) onOlder?.();
  }, [hasOlder, isReading, isAtEnd, first, onOlder]);
  useKeys([
    { keys: 'Shift+G', label: 'To the newest', run: () => virtual.scrollToEnd(), isKeyOnly: true },
    {
      keys: 'g g',
      label: 'To the oldest that is read',
      run: () => virtual.scrollToOffset(0),
      isKeyOnly: true,
    },
  ]);
  return (
    <div className={styles['place']}>
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label="What was said and done"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys
        tabIndex={0}
        className={styles['scroller']}
        onScroll={({ currentTarget }) => setIsAtEnd(isEnd(currentTarget))}
      >
        <div ref={virtual.containerRef} className={styles['all']}>
          {hasOlder && (
            <div className={styles['older']}>
              <Button kind="quiet" isDisabled={isReading} onPress={() => onOlder?.()}>
                {isReading ? 'Reading …' : 'Earlier'}
              </Button>
            </div>
          )}
          {items.map(({ index, key }) => (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-current={index === place || undefined}
              className={styles['row']}
            >
              <Drawn row={rows[index]} />
            </div>
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <div className={styles['newest']}>
          <Button onPress={() => virtual.scrollToEnd()} shortcut="Shift+G">
            {seen.current === newest ? 'To the end' : 'New below: to the end'}
          </Button>
        </div>
      )}
    </div>
  );
}

function isEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight <= atEndPx;
}

const Drawn = memo(({ row }: { readonly row: Row | undefined }) =>
  row === undefined ? null : <RowView row={row} />,
);
