import { useRef } from 'react';
import { Input, SearchField } from 'react-aria-components';
import look from '../../../ui/Field.module.css';
import { useKeys } from '../../../app/keys/Keys.tsx';
import styles from './Transcript.module.css';

interface SearchBarProps {
  readonly value: string;
  readonly onChange: (text: string | null) => void;
}

/** Looks through the whole transcript, whatever of it is on the page. */
export function SearchBar({ value, onChange }: SearchBarProps) {
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ keys: '/', label: 'Search the transcript', run: () => field.current?.focus() }]);
  return (
    <SearchField
      aria-label="Search the transcript"
      defaultValue={value}
      key={value}
      onSubmit={(text) => onChange(text.trim() === '' ? null : text)}
      onClear={() => onChange(null)}
      className={styles['search'] ?? ''}
    >
      <Input ref={field} placeholder="Search, Enter" className={look['entry'] ?? ''} />
    </SearchField>
  );
}
