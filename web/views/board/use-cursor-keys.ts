import { useContext } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import type { BoardColumn } from './columns.ts';
import { MarksContext } from './marks.ts';

interface CursorKeysOptions {
  readonly columns: readonly BoardColumn[];
  /** After the cursor has moved by a key. */
  readonly onMove: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onPage: (id: string) => void;
}

/** The keys by which one walks over the board. */
export function useCursorKeys({ columns, onMove, onOpen, onPage }: CursorKeysOptions): void {
  const marks = useContext(MarksContext);
  const go = (id: string | undefined) => {
    if (id === undefined) return;
    marks.moveTo(id);
    onMove(id);
  };
  const here = () => placeOf(columns, marks.now().cursor);
  const down = (by: number) => {
    const { column, row } = here() ?? { column: columns.findIndex(({ ids }) => ids.length > 0), row: -1 };
    const ids = columns[column]?.ids ?? [];
    go(ids[Math.min(Math.max(row + by, 0), ids.length - 1)]);
  };
  const across = (by: number) => {
    const place = here();
    if (place === undefined) return down(1);
    for (let at = place.column + by; columns[at] !== undefined; at += by) {
      const { ids = [] } = columns[at] ?? {};
      if (ids.length > 0) return go(ids[Math.min(place.row, ids.length - 1)]);
    }
  };
  const onCursor = (act: (id: string) => unknown) => () => {
    const { cursor } = marks.now();
    if (cursor !== null) act(cursor);
  };
  const moves = [
    { keys: 'j', label: 'Next task', run: () => down(1) },
    { keys: 'k', label: 'Task before', run: () => down(-1) },
    { keys: 'l', label: 'Next column', run: () => across(1) },
    { keys: 'h', label: 'Column before', run: () => across(-1) },
    { keys: 'ArrowDown', label: 'Next task', run: () => down(1) },
    { keys: 'ArrowUp', label: 'Task before', run: () => down(-1) },
    { keys: 'ArrowRight', label: 'Next column', run: () => across(1) },
    { keys: 'ArrowLeft', label: 'Column before', run: () => across(-1) },
    { keys: 'PageDown', label: 'Ten tasks further', run: () => down(10) },
    { keys: 'PageUp', label: 'Ten tasks back', run: () => down(-10) },
    { keys: 'Home', label: 'First task', run: () => down(-Infinity) },
    { keys: 'End', label: 'Last task', run: () => down(Infinity) },
    { keys: 'Enter', label: 'Show it beside the board', run: onCursor(onOpen) },
    { keys: 'o', label: 'Open its page', run: onCursor(onPage) },
    { keys: 'x', label: 'Select it', run: onCursor(marks.toggle) },
    { keys: 'v', label: 'Move it: then Tab to where, Enter', run: onCursor(grip) },
  ];
  useKeys(moves.map((move) => ({ ...move, isKeyOnly: true })));
}

function placeOf(columns: readonly BoardColumn[], cursor: string | null) {
  if (cursor === null) return undefined;
  for (const [column, { ids }] of columns.entries()) {
    const row = ids.indexOf(cursor);
    if (row >= 0) return { column, row };
  }
  return undefined;
}

/** The library begins a drag by keyboard at its handle. */
function grip(id: string): void {
  document.querySelector<HTMLElement>(`[data-grip="${CSS.escape(id)}"]`)?.click();
}
