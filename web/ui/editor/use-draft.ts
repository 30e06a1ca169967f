import { useEffect, useRef, useState } from 'react';
import { forget, keep, keptOf } from '../kept.ts';
import { toast } from '../Toasts.tsx';
import { usePlace } from '../use-kept.ts';

interface File {
  readonly name: string;
  readonly text: string;
  readonly version: string;
}

interface Unsaved {
  readonly text: string;
  /** Version of the file that it was made from. */
  readonly base: string;
}

export interface Draft {
  readonly text: string;
  /** The text now, before the page has drawn it. */
  readonly textNow: () => string;
  readonly write: (text: string) => void;
  /** Version of the file that it was made from. */
  readonly base: string;
  readonly isChanged: boolean;
  /** Somebody else has changed the file since. */
  readonly isBehind: boolean;
  /** From now on it counts as made from this version. */
  readonly rebase: (version: string) => void;
}

/** The text of a file as one edits it: kept over a reload, and beside the file until it is saved. */
export function useDraft({ name, text: saved, version }: File): Draft {
  const place = usePlace(name);
  const [own, setOwn] = useState(() => keptOf<Unsaved>(place));
  // What is as the file is changes with it.
  if (own?.text === saved) setOwn(null);
  const text = own?.text ?? saved;
  const base = own?.base ?? version;
  // What writes may be older than what is shown.
  const now = useRef({ text, version });
  useEffect(() => {
    now.current = { text, version };
  }, [text, version]);
  const isChanged = text !== saved;
  useEffect(() => {
    if (isChanged) keep(place, { text, base });
    else forget(place);
  }, [place, isChanged, text, base]);
  useWarning(isChanged, name);
  return {
    text,
    base,
    isChanged,
    isBehind: isChanged && base !== version,
    textNow: () => now.current.text,
    write(next) {
      now.current = { ...now.current, text: next };
      const from = now.current.version;
      setOwn((before) => ({ text: next, base: before?.base ?? from }));
    },
    rebase: (onto) => setOwn({ text: now.current.text, base: onto }),
  };
}

/** The browser asks before the page is closed; within the page one is told, and finds all as it was. */
function useWarning(isChanged: boolean, name: string): void {
  const latest = useRef(isChanged);
  useEffect(() => {
    latest.current = isChanged;
    if (!isChanged) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isChanged]);
  useEffect(
    () => () => {
      if (latest.current) toast(`${name} is not saved.`, { hint: 'Your changes are kept in this tab.' });
    },
    [name],
  );
}
