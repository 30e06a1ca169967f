import { createContext, useContext } from 'react';
import type { TaskRow } from '../../data/tasks.ts';
import type { Change } from './bulk.ts';
import type { FilterField } from './filter.ts';

/** What rows and groups need of the board. Its functions stay the same. */
export interface BoardActions {
  /** Shows it beside the board. */
  readonly open: (id: string) => void;
  readonly selectTo: (id: string) => void;
  /** Of these tasks. */
  readonly change: (ids: readonly string[], change: Change) => void;
  readonly onDrag: (isDragging: boolean) => void;
  /** What a field of the tasks may be, as it is now: counting all is nothing to be done at each change. */
  readonly valuesOf: (field: FilterField) => readonly (readonly [value: string, count: number])[];
}

export const BoardContext = createContext<BoardActions | null>(null);

export function useBoard(): BoardActions {
  const board = useContext(BoardContext);
  if (board === null) throw new Error('There is no board around this.');
  return board;
}

/** State of each agent by its id: apart from the rest, because it changes more often. */
export const AgentStates = createContext<ReadonlyMap<string, string>>(new Map());

export const dragType = 'application/x-shoal-tasks';

export function draggedIds(row: TaskRow, selected: ReadonlySet<string>): readonly string[] {
  return selected.has(row.id) ? [...selected] : [row.id];
}
