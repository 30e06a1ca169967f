import { memo, useCallback, useRef } from 'react';
import type { TaskState } from '../../data/tasks.ts';
import { State } from '../../ui/state.tsx';
import { useElementWidth } from '../../ui/use-element-width.ts';
import { useWidth } from '../../ui/use-width.ts';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { type BoardColumn, type BoardItem, idOf, isGroup } from './columns.ts';
import styles from './Column.module.css';
import { GroupLine } from './GroupLine.tsx';
import { useMarks } from './marks.ts';
import { TaskLine } from './TaskLine.tsx';

interface ColumnProps {
  readonly column: BoardColumn;
  /** While they are being read, how many there are is known before what they are. */
  readonly count: number;
  readonly isAlone: boolean;
  /** Shows this state alone, or all again. */
  readonly onFocus: (state: TaskState) => void;
}

/** The tasks of one state. Drawn again only when one of them changes. */
export const Column = memo(function Column({ column, count, isAlone, onFocus }: ColumnProps) {
  const { state, items, ids } = column;
  const place = useRef<HTMLElement>(null);
  const width = useElementWidth(place);
  const rowHeight = useRowHeight(width);
  const { cursor } = useMarks();
  const first = ids[0];
  const draw = useCallback(
    (item: BoardItem, index: number) =>
      isGroup(item) ? (
        <GroupLine group={item} index={index} />
      ) : (
        <TaskLine row={item} index={index} isFirst={item.id === first} />
      ),
    [first],
  );
  return (
    <section ref={place} className={styles['column']} data-empty={count === 0 || undefined}>
      <h2 className={styles['head']}>
        <button
          type="button"
          aria-pressed={isAlone}
          title={isAlone ? 'All states' : `Only ${state}`}
          onClick={() => onFocus(state)}
        >
          <State state={state} /> <span className={styles['count']}>{count}</span>
        </button>
      </h2>
      {items.length > 0 && (
        <VirtualList
          label={`${state} tasks`}
          role="grid"
          isMultiselectable
          items={items}
          idOf={idOf}
          rowHeight={rowHeight}
          cursor={cursor}
          holdsNew
        >
          {draw}
        </VirtualList>
      )}
    </section>
  );
});

/** As the style sheet says: see TaskLine.module.css. */
function useRowHeight(width: number | null): (item: BoardItem) => number {
  const isPhone = !useWidth(641);
  if (isPhone) return onPhone;
  if (width === null || width < 300) return inThree;
  return width < 460 ? inTwo : inOne;
}

const besideGroups =
  (px: number) =>
  (item: BoardItem): number =>
    isGroup(item) ? 28 : px;
const onPhone = besideGroups(60);
const inThree = besideGroups(64);
const inTwo = besideGroups(46);
const inOne = besideGroups(28);
