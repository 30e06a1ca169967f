import { useState } from 'react';
import type { KeyboardEvent } from 'react-aria-components';
import { Field } from '../../../ui/Field.tsx';
import { Suggest } from '../../../ui/Suggest.tsx';
import { useForms } from '../context.ts';

interface EntryProps {
  readonly label: string;
  readonly path: readonly string[];
  readonly value: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly lines?: number;
  readonly options?: readonly string[];
  /** Of the file. Default: the text itself */
  readonly toData?: (text: string) => unknown;
}

/** One field of the file: written to it when one leaves the field, taken out of it when it is empty. */
export function Entry({ label, path, value, toData = (text) => text, options, lines, ...rest }: EntryProps) {
  const { edits } = useForms();
  const [typed, setTyped] = useState<string | null>(null);
  const write = async () => {
    if (typed === null) return;
    if (typed !== value)
      await edits.make(
        typed.trim() === ''
          ? { do: 'unset', path: [...path] }
          : { do: 'set', path: [...path], value: toData(typed) },
      );
    setTyped(null);
  };
  const common = { label, ...rest, value: typed ?? value, onChange: setTyped, onBlur: () => void write() };
  if (options !== undefined) return <Suggest {...common} options={options} />;
  if (lines === undefined) return <Field {...common} onKeyDown={onEnter(write)} />;
  return <Field {...common} lines={Math.min(Math.max(lines, common.value.split('\n').length), 16)} isMono />;
}

/** All other keys go on to whoever waits for them: Ctrl-S saves from here, too. */
export function onEnter(run: () => unknown) {
  return (event: KeyboardEvent) => {
    if (event.key === 'Enter') void run();
    else event.continuePropagation();
  };
}

/** A whole number, as far as it is one. */
export function toNumber(text: string): unknown {
  return /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}
