import { useState } from 'react';

interface Held<T> {
  readonly shown: readonly T[];
  /** How many wait until one is back at the top. */
  readonly newCount: number;
}

/** While somebody reads, what is new waits: the rest may change and go, but nothing is pushed in. */
export function useHeld<T>(items: readonly T[], idOf: (item: T) => string, isReading: boolean): Held<T> {
  const [known, setKnown] = useState<ReadonlySet<string> | null>(null);
  if (isReading && known === null) setKnown(new Set(items.map(idOf)));
  if (!isReading && known !== null) setKnown(null);
  if (!isReading || known === null) return { shown: items, newCount: 0 };
  const shown = items.filter((item) => known.has(idOf(item)));
  return { shown, newCount: items.length - shown.length };
}
