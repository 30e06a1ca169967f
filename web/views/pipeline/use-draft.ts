import { useEffect, useRef, useState } from 'react';
import type { Output } from '../../data/api.ts';
import { useSession } from '../../data/session.ts';
import { toast } from '../../ui/Toasts.tsx';
import { forgetUnsaved, keepUnsaved, type Unsaved, unsavedOf } from './unsaved.ts';

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

/** The text of a pipeline as one edits it: kept over a reload, and beside the file until it is saved. */
export function useDraft({ name, text: saved, version }: Output<'pipeline.show'>): Draft {
  const { data: session } = useSession();
  const place = `${session?.workspace.root ?? ''} ${name}`;
  const [own, setOwn] = useState<Unsaved | null>(() => unsavedOf(place));
  const text = own?.text ?? saved;
  const base = own?.base ?? version;
  const now = useRef(text);
  useEffect(() => {
    now.current = text;
  }, [text]);
  const isChanged = text !== saved;
  useEffect(() => {
    if (isChanged) keepUnsaved(place, { text, base });
    else forgetUnsaved(place);
  }, [place, isChanged, text, base]);
  useWarning(isChanged, name);
  return {
    text,
    base,
    isChanged,
    isBehind: isChanged && base !== version,
    textNow: () => now.current,
    write(next) {
      now.current = next;
      setOwn((before) => ({
        text: next,
        base: before === null || before.text === saved ? version : before.base,
      }));
    },
    rebase: (onto) => setOwn({ text: now.current, base: onto }),
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
