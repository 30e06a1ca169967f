import { useState } from 'react';
import { ShoalError } from '../../../src/client/index.ts';
import { sayError } from '../../data/actions.ts';
import { call, type Output } from '../../data/api.ts';
import { queries } from '../../data/queries.ts';
import { toast } from '../../ui/Toasts.tsx';
import type { Draft } from '../../ui/editor/use-draft.ts';
import type { Edits } from './use-edits.ts';

export interface Save {
  readonly isSaving: boolean;
  /** The text that was refused, because something in it is wrong. */
  readonly refused: string | null;
  readonly save: () => Promise<void>;
  /** Beside the file, sound or not. */
  readonly keep: () => Promise<void>;
}

interface Saved {
  readonly pipeline: string;
  /** Of the file. */
  readonly text: string;
  /** A text in which something is known to be wrong. */
  readonly wrong: string | null;
}

/** Puts the text in place of the file, unless somebody else has changed that, or something is wrong. */
export function useSave({ pipeline, text: before, wrong }: Saved, draft: Draft, edits: Edits): Save {
  const [isSaving, setIsSaving] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const write = async (text: string, isKept: boolean) => {
    setIsSaving(true);
    try {
      const input = { pipeline, text, base: draft.base };
      if (isKept) {
        await call('pipeline.write', { ...input, draft: true });
        toast('Kept beside the file, as a draft.');
      } else {
        const { version } = await call('pipeline.write', input);
        queries.setQueryData<Output<'pipeline.show'>>(['pipeline.show', { pipeline }], (shown) =>
          shown === undefined ? shown : { ...shown, text, version, draft: null },
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
  const settled = async () => {
    leaveField();
    await edits.settled();
    return draft.textNow();
  };
  return {
    isSaving,
    refused,
    save: async () => {
      const text = await settled();
      if (text === before) toast('Nothing has changed.');
      else if (text === wrong) setRefused(text);
      else if (!isSaving) await write(text, false);
    },
    keep: async () => write(await settled(), true),
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
