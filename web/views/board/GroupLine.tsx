import { useRef } from 'react';
import { useDrop } from 'react-aria-components';
import { Line } from '../../ui/Text.tsx';
import { visible } from '../../ui/visible.ts';
import { inQueue, withPriority } from './bulk.ts';
import type { GroupHead, Grouping } from './columns.ts';
import { dragType, useBoard } from './context.ts';
import styles from './GroupLine.module.css';

/** The head of a group in a column: what is dropped on it goes there. */
export function GroupLine({ group, index }: { readonly group: GroupHead; readonly index: number }) {
  const { ref, dropProps, isDropTarget } = useTaskDrop(group.by, group.value);
  return (
    <div
      {...dropProps}
      ref={ref}
      role="row"
      aria-rowindex={index + 1}
      tabIndex={-1}
      data-over={isDropTarget || undefined}
      aria-label={visible(`${group.by} ${group.value}, ${group.count}`)}
      className={styles['group']}
    >
      <span role="gridcell">
        <span className={styles['by']}>{group.by}</span> <Line of={group.value} />{' '}
        <span className={styles['by']}>{group.count}</span>
      </span>
    </div>
  );
}

/** A place that gives tasks a queue or a priority. */
export function useTaskDrop(by: Grouping, value: string) {
  const ref = useRef<HTMLDivElement>(null);
  const { change } = useBoard();
  const { dropProps, isDropTarget } = useDrop({
    ref,
    getDropOperation: (types) => (types.has(dragType) ? 'move' : 'cancel'),
    onDrop: ({ items }) => {
      for (const item of items)
        if (item.kind === 'text' && item.types.has(dragType))
          void item
            .getText(dragType)
            .then((text) =>
              change(
                JSON.parse(text) as string[],
                by === 'queue' ? inQueue(value) : withPriority(Number(value)),
              ),
            ); // of our own type: what TaskLine gives
    },
  });
  return { ref, dropProps, isDropTarget };
}
