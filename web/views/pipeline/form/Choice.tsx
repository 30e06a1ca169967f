import { Select } from '../../../ui/Field.tsx';
import { useForms } from '../context.ts';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly path: readonly string[];
  /** '' when it is not in the file. */
  readonly value: string;
  readonly options: readonly { readonly id: T; readonly label: string }[];
  /** What holds while it is not in the file. */
  readonly standard: string;
  readonly toData?: (value: T) => unknown;
}

/** A field of the file that has one of a few values, or none. */
export function Choice<T extends string>({ label, path, value, options, standard, toData }: ChoiceProps<T>) {
  const { edits } = useForms();
  const known = options.some(({ id }) => id === value) || value === '' ? [] : [{ id: value, label: value }];
  return (
    <Select<string>
      label={label}
      value={value === '' ? none : value}
      options={[{ id: none, label: `${standard} (default)` }, ...options, ...known]}
      onChange={(chosen) => {
        const option = options.find(({ id }) => id === chosen);
        if (chosen === none) void edits.make({ do: 'unset', path: [...path] });
        else if (option !== undefined)
          void edits.make({ do: 'set', path: [...path], value: toData?.(option.id) ?? option.id });
      }}
    />
  );
}

const none = '(none)';

export const asOptions = <T extends string>(...ids: readonly T[]) =>
  ids.map((id) => ({ id, label: id.replaceAll('_', ' ') }));
