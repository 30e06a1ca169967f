import { useRef } from 'react';
import { Input, SearchField } from 'react-aria-components';
import look from '../../ui/Field.module.css';
import { useKeys } from '../../app/keys/Keys.tsx';
import styles from './Agents.module.css';

interface FilterProps {
  readonly value: string;
  readonly onChange: (text: string | null) => void;
}

/** A text that stands in the address: `state:working harness:codex curie`. */
export function Filter({ value, onChange }: FilterProps) {
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ keys: '/', label: 'Filter the agents', run: () => field.current?.focus() }]);
  return (
    <SearchField
      aria-label="Filter"
      value={value}
      onChange={onChange}
      className={styles['filter'] ?? ''}
      onKeyDown={({ key }) => {
        if (key === 'Enter') field.current?.blur();
      }}
    >
      <Input ref={field} placeholder="state:working harness:codex name" className={look['entry'] ?? ''} />
    </SearchField>
  );
}
