import { useState } from 'react';
import { Line } from '../../ui/Text.tsx';
import { visible } from '../../ui/visible.ts';
import type { Grouping } from './columns.ts';
import { useBoard } from './context.ts';
import { useTaskDrop } from './GroupLine.tsx';
import styles from './DropBar.module.css';

const priorities = ['10', '8', '5', '3', '1'];
const queuesMax = 12;

/** Where what is dragged can go, whether or not the board is grouped. There while something is dragged. */
export function DropBar() {
  const { valuesOf } = useBoard();
  const [queues] = useState(() => valuesOf('queue').slice(0, queuesMax));
  return (
    <div className={styles['bar']} role="group" aria-label="Where to move it">
      <span>Queue</span>
      {queues.map(([queue]) => (
        <Place key={queue} by="queue" value={queue} />
      ))}
      <span>Priority</span>
      {priorities.map((priority) => (
        <Place key={priority} by="priority" value={priority} />
      ))}
    </div>
  );
}

function Place({ by, value }: { readonly by: Grouping; readonly value: string }) {
  const { ref, dropProps, isDropTarget } = useTaskDrop(by, value);
  return (
    <div
      {...dropProps}
      ref={ref}
      role="button"
      tabIndex={0}
      aria-label={visible(`${by} ${value}`)}
      data-over={isDropTarget || undefined}
      className={styles['place']}
    >
      <Line of={value} />
    </div>
  );
}
