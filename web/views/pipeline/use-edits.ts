import { useCallback, useRef } from 'react';
import { sayError } from '../../data/actions.ts';
import { call, type Input } from '../../data/api.ts';
import type { Draft } from '../../ui/editor/use-draft.ts';

type Edit = Input<'pipeline.change'>['edits'][number];

export interface Edits {
  /** Makes them in the text as it is when their turn comes; whether they were made. */
  readonly make: (...edits: readonly Edit[]) => Promise<boolean>;
  /** Resolves once all that were asked for are made, or were refused. */
  readonly settled: () => Promise<unknown>;
}

/** Edits of the forms, one after another, each a step that can be taken back. */
export function useEdits({ textNow, write }: Pick<Draft, 'textNow' | 'write'>): Edits {
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const make = useCallback(
    (...edits: readonly Edit[]) => {
      const made = last.current.then(async () => {
        try {
          await apply(edits, textNow, write);
          return true;
        } catch (error) {
          sayError(error);
          return false;
        }
      });
      last.current = made;
      return made;
    },
    [textNow, write],
  );
  return { make, settled: () => last.current };
}

async function apply(
  edits: readonly Edit[],
  textNow: () => string,
  write: (text: string) => void,
): Promise<void> {
  for (;;) {
    const before = textNow();
    const { text } = await call('pipeline.change', { text: before, edits: [...edits] });
    // Somebody typed meanwhile: the edit is made anew, in what stands there now.
    if (textNow() !== before) continue;
    write(text);
    return;
  }
}
