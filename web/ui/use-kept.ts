import { useCallback, useLayoutEffect, useState } from 'react';
import { useSession } from '../data/session.ts';
import { forget, keep, keptOf } from './kept.ts';

/** What somebody writes, kept over a reload until it is `nothing` again: the third ends it, also as its form goes. */
export function useKept<T>(name: string, nothing: T) {
  const place = usePlace(name);
  const [value, setValue] = useState<T>(() => keptOf<T>(place) ?? nothing);
  const isKept = JSON.stringify(value) !== JSON.stringify(nothing);
  // At once: a form that is closed must not come to keep it afterwards.
  useLayoutEffect(() => {
    if (isKept) keep(place, value);
    else forget(place);
  }, [place, isKept, value]);
  const end = useCallback(() => {
    forget(place);
    setValue(nothing);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- nothing is the same for the same name
  }, [place]);
  return [value, setValue, end] as const;
}

/** Where this is kept of what is written in this workspace: another may be looked at in the same browser. */
export function usePlace(name: string): string {
  const { data: session } = useSession();
  return `${session?.workspace.root ?? ''} ${name}`;
}
