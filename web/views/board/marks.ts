import { createContext, useContext, useSyncExternalStore } from 'react';

/** Where the keyboard is, and what is selected: each row listens for itself, so that moving draws two rows and not all. */
export interface Marks {
  readonly cursor: string | null;
  readonly selected: ReadonlySet<string>;
}

export interface MarksStore {
  readonly now: () => Marks;
  readonly subscribe: (listener: () => void) => () => void;
  readonly moveTo: (id: string | null) => void;
  readonly toggle: (id: string) => void;
  /** Instead of what was selected. */
  readonly select: (ids: Iterable<string>) => void;
  readonly add: (ids: Iterable<string>) => void;
}

export function createMarks(): MarksStore {
  let marks: Marks = { cursor: null, selected: new Set() };
  const listeners = new Set<() => void>();
  const become = (next: Partial<Marks>) => {
    marks = { ...marks, ...next };
    for (const listener of listeners) listener();
  };
  return {
    now: () => marks,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    moveTo: (cursor) => become({ cursor }),
    toggle(id) {
      const selected = new Set(marks.selected);
      if (!selected.delete(id)) selected.add(id);
      become({ selected, cursor: id });
    },
    select: (ids) => become({ selected: new Set(ids) }),
    add: (ids) => become({ selected: new Set([...marks.selected, ...ids]) }),
  };
}

export const MarksContext = createContext<MarksStore>(createMarks());

export function useMarks(): Marks {
  const { subscribe, now } = useContext(MarksContext);
  return useSyncExternalStore(subscribe, now);
}

export function useIsCursor(id: string): boolean {
  const { subscribe, now } = useContext(MarksContext);
  return useSyncExternalStore(subscribe, () => now().cursor === id);
}

export function useIsSelected(id: string): boolean {
  const { subscribe, now } = useContext(MarksContext);
  return useSyncExternalStore(subscribe, () => now().selected.has(id));
}
