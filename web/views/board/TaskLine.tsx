import { memo, useContext, useEffect, useRef } from 'react';
import { Button, useDrag } from 'react-aria-components';
import type { TaskRow } from '../../data/tasks.ts';
import styles from './TaskLine.module.css';
import { dragType, draggedIds, useBoard } from './context.ts';
import { MarksContext, useIsCursor, useIsSelected } from './marks.ts';
import { TaskCells } from './TaskCells.tsx';

interface TaskLineProps {
  readonly row: TaskRow;
  readonly index: number;
  /** The first of its column is where the keyboard enters when it is nowhere else. */
  readonly isFirst: boolean;
}

/** A task, in a row of the board. */
export const TaskLine = memo(function TaskLine({ row, index, isFirst }: TaskLineProps) {
  const { id } = row;
  const marks = useContext(MarksContext);
  const { open, selectTo } = useBoard();
  const isCursor = useIsCursor(id);
  const isSelected = useIsSelected(id);
  const line = useRef<HTMLDivElement>(null);
  const { dragProps, dragButtonProps } = useTaskDrag(row);
  useEffect(() => {
    if (!isCursor || !isKeyboardHere()) return;
    line.current?.focus({ preventScroll: true });
    line.current?.closest('section')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isCursor]);
  return (
    <div
      {...dragProps}
      ref={line}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      data-cursor={isCursor || undefined}
      data-task={id}
      tabIndex={isCursor || isFirst ? 0 : -1}
      className={styles['line']}
      onClick={(event) => {
        if (event.shiftKey) return selectTo(id);
        marks.moveTo(id);
        open(id);
      }}
    >
      <span role="gridcell" className={styles['check']}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${id}`}
          checked={isSelected}
          onClick={(event) => event.stopPropagation()}
          onChange={() => {
            marks.toggle(id);
            line.current?.focus({ preventScroll: true });
          }}
        />
        {isCursor && (
          <Button
            {...dragButtonProps}
            excludeFromTabOrder
            aria-label={`Move ${id}`}
            data-grip={id}
            className={styles['grip'] ?? ''}
          >
            ⠿
          </Button>
        )}
      </span>
      <TaskCells row={row} />
    </div>
  );
});

/** Dragged by the pointer from anywhere, by the keyboard from its handle. */
function useTaskDrag(row: TaskRow) {
  const marks = useContext(MarksContext);
  const { onDrag } = useBoard();
  return useDrag({
    hasDragButton: true,
    getItems: () => [
      { [dragType]: JSON.stringify(draggedIds(row, marks.now().selected)), 'text/plain': row.id },
    ],
    getAllowedDropOperations: () => ['move'],
    onDragStart: () => onDrag(true),
    onDragEnd: () => onDrag(false),
  });
}

/** Somebody who writes in a field, or reads beside the board, keeps the keyboard. */
function isKeyboardHere(): boolean {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) return true;
  return activeElement.closest('[role=grid], main:focus') !== null;
}
