import { useState } from 'react';
import { ShoalError } from '../../../src/client/index.ts';
import { sayError } from '../../data/actions.ts';
import { call, type Output } from '../../data/api.ts';
import { queries } from '../../data/queries.ts';
import { toast } from '../../ui/Toasts.tsx';
import type { Draft } from './use-draft.ts';
import type { Edits } from './use-edits.ts';

export interface Save {
  readonly isSaving: boolean;
  /** The text that was refused, because something in it is wrong. */
  readonly refused: string | null;
  readonly save: () => Promise<void>;
  /** Beside the file, sound or not. */
  readonly keep: () => Promise<void>;
}

/** Puts the text in place of the file, unless somebody else has changed that, or something is wrong. */
export function useSave(pipeline: string, draft: Draft, edits: Edits, isWrong: boolean): Save {
  const [isSaving, setIsSaving] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const write = async (isKept: boolean) => {
    leaveField();
    setIsSaving(true);
    await edits.settled();
    const text = draft.textNow();
    try {
      const input = { pipeline, text, base: draft.base };
      if (isKept) {
        await call('pipeline.write', { ...input, draft: true });
        toast('Kept beside the file, as a draft.');
      } else {
        const { version } = await call('pipeline.write', input);
        queries.setQueryData<Output<'pipeline.show'>>(['pipeline.show', { pipeline }], (before) =>
          before === undefined ? before : { ...before, text, version, draft: null },
        );
        draft.rebase(version);
        toast('Saved.');
      }
      setRefused(null);
    } catch (error) {
      if (error instanceof ShoalError && error.code === 'INVALID_INPUT') setRefused(text);
      else if (!(error instanceof ShoalError) || error.code !== 'CONFLICT') sayError(error);
    }
    await queries.invalidateQueries({ predicate: ({ queryKey: [read] }) => isOfFile(read) });
    setIsSaving(false);
  };
  return {
    isSaving,
    refused,
    save: async () => {
      if (isWrong) setRefused(draft.textNow());
      else if (!isSaving) await write(false);
    },
    keep: () => write(true),
  };
}

/** A field of a form writes what stands in it when one leaves it. */
function leaveField(): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLElement) || field.isContentEditable) return;
  field.blur();
  field.focus();
}

function isOfFile(read: unknown): boolean {
  return read === 'pipeline.show' || read === 'pipeline.list' || read === 'pipeline.permissions';
}
