import { useRef } from 'react';
import { Input, SearchField } from 'react-aria-components';
import { useKeys } from '../../app/keys/Keys.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { visible } from '../../ui/visible.ts';
import { useBoard } from './context.ts';
import { type FilterField, namedIn, toggled } from './filter.ts';
import styles from './FilterBar.module.css';

interface FilterBarProps {
  readonly filter: string;
  readonly onChange: (filter: string) => void;
  readonly children?: React.ReactNode;
}

const offered = [
  { field: 'queue', label: 'Queue' },
  { field: 'tag', label: 'Tag' },
  { field: 'holder', label: 'Agent' },
  { field: 'priority', label: 'Priority' },
] as const satisfies readonly { readonly field: FilterField; readonly label: string }[];

/** One line of text that says which tasks are shown; the menus beside it write that text. */
export function FilterBar({ filter, onChange, children }: FilterBarProps) {
  const input = useRef<HTMLInputElement>(null);
  useKeys([{ keys: '/', label: 'Filter', run: () => input.current?.select() }]);
  return (
    <div className={styles['bar']}>
      <SearchField
        aria-label="Filter"
        value={filter}
        onChange={onChange}
        onSubmit={() => input.current?.blur()}
        className={styles['search'] ?? ''}
      >
        <Input
          ref={input}
          placeholder="Filter: queue:api tag:tests holder:lucid-knuth priority:8+ words   /"
          spellCheck={false}
          className={styles['input'] ?? ''}
          onKeyDown={({ key }) => key === 'Escape' && filter === '' && input.current?.blur()}
        />
      </SearchField>
      <div className={styles['menus']}>
        {offered.map(({ field, label }) => (
          <Values key={field} field={field} label={label} filter={filter} onChange={onChange} />
        ))}
        {children}
      </div>
    </div>
  );
}

const valuesMax = 60;

interface ValuesProps extends FilterBarProps {
  readonly field: FilterField;
  readonly label: string;
}

function Values({ field, label, filter, onChange }: ValuesProps) {
  const { valuesOf } = useBoard();
  const named = namedIn(filter, field);
  const text = named.length === 0 ? label : `${label}: ${visible(named.join(', '))}`;
  return (
    <Menu
      label={`${text}: filter by it`}
      actions={() =>
        valuesOf(field)
          .slice(0, valuesMax)
          .map(([value, count]) => ({
            id: value,
            label: `${named.includes(value.toLowerCase()) ? '✓ ' : ''}${visible(value)}  ${count}`,
            run: () => onChange(toggled(filter, field, value)),
          }))
      }
    >
      {text} <span aria-hidden="true">▾</span>
    </Menu>
  );
}
