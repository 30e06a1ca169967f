import { useState } from 'react';
import { Field } from '../../ui/Field.tsx';

interface FilterFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | null;
  readonly onApply: (value: string | null) => void;
}

/** A name or id, asked for once it is typed: half of one names nothing. */
export function FilterField({ label, placeholder, value, onApply }: FilterFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const apply = () => {
    if (draft !== null) onApply(draft.trim() === '' ? null : draft.trim());
    setDraft(null);
  };
  return (
    <Field
      label={label}
      placeholder={placeholder}
      value={draft ?? value ?? ''}
      onChange={setDraft}
      onBlur={apply}
      onKeyDown={({ key }) => key === 'Enter' && apply()}
    />
  );
}
