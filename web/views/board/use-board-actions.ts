import { useContext, useEffect, useMemo, useRef } from 'react';
import type { TaskRow, Tasks } from '../../data/tasks.ts';
import type { Change } from './bulk.ts';
import type { BoardColumn } from './columns.ts';
import type { BoardActions } from './context.ts';
import { valuesOf } from './filter.ts';
import { MarksContext } from './marks.ts';

interface BoardNow {
  readonly tasks: Tasks;
  readonly columns: readonly BoardColumn[];
  readonly run: (rows: readonly TaskRow[], change: Change) => Promise<void>;
  readonly open: (id: string) => void;
  readonly onDrag: (isDragging: boolean) => void;
}

/** What rows do, by functions that stay the same: a row is drawn again only when its task changes. */
export function useBoardActions(now: BoardNow): BoardActions {
  const marks = useContext(MarksContext);
  const latest = useRef(now);
  useEffect(() => {
    latest.current = now;
  });
  return useMemo<BoardActions>(
    () => ({
      open: (id) => latest.current.open(id),
      onDrag: (isDragging) => latest.current.onDrag(isDragging),
      valuesOf: (field) => valuesOf(latest.current.tasks.rows.values(), field),
      selectTo(id) {
        marks.add(between(latest.current.columns, marks.now().cursor, id));
        marks.moveTo(id);
      },
      change(ids, change) {
        const { tasks, run } = latest.current;
        void run(
          ids.flatMap((id) => tasks.rows.get(id) ?? []),
          change,
        );
      },
    }),
    [marks],
  );
}

/** All from one task to another of the same column; of two columns, the two. */
function between(columns: readonly BoardColumn[], from: string | null, to: string): readonly string[] {
  if (from === null) return [to];
  const { ids = [] } = columns.find((column) => column.ids.includes(to)) ?? {};
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)];
  return a < 0 ? [from, to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}
