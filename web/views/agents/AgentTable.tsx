import { useCallback, useEffect, useRef } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useSearchParam } from '../../app/search-param.ts';
import { useWidth } from '../../ui/use-width.ts';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { AgentRow } from './AgentRow.tsx';
import styles from './Agents.module.css';
import { type SortKey, toSortKey } from './filter.ts';
import type { AgentEntry } from './rows.ts';

const columns: readonly { readonly id: string; readonly label: string; readonly sort?: SortKey }[] = [
  { id: 'state', label: 'State', sort: 'state' },
  { id: 'name', label: 'Name', sort: 'name' },
  { id: 'task', label: 'Task' },
  { id: 'seen', label: 'Seen', sort: 'seen' },
  { id: 'context', label: 'Context', sort: 'context' },
  { id: 'tokens', label: 'Tokens', sort: 'tokens' },
  { id: 'cost', label: 'Cost', sort: 'cost' },
  { id: 'locks', label: 'Locks' },
  { id: 'queue', label: 'Queue' },
  { id: 'harness', label: 'Harness, model' },
];

/** As in Agents.module.css: from here on one line for each. */
const lineFrom = 641;
const lineHeight = 28;
const blockHeight = 88;

const idOf = ({ id }: AgentEntry): string => id;

export function AgentTable({ entries }: { readonly entries: readonly AgentEntry[] }) {
  const isWide = useWidth(lineFrom);
  const [at, setAt] = useSearchParam('at');
  const here = entries.findIndex(({ id }) => id === at);
  const step = (by: number): void =>
    setAt(entries[Math.min(Math.max(here + by, 0), entries.length - 1)]?.id ?? null);
  useKeys([
    { keys: 'j', label: 'Next agent', run: () => step(1), isKeyOnly: true },
    { keys: 'k', label: 'Previous agent', run: () => step(-1), isKeyOnly: true },
  ]);
  const table = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement instanceof HTMLInputElement) return;
    table.current?.querySelector<HTMLElement>('[aria-current]')?.focus();
  }, [at]);
  const draw = useCallback((entry: AgentEntry) => <AgentRow entry={entry} isHere={entry.id === at} />, [at]);
  return (
    <div className={styles['table']} ref={table}>
      <SortHead />
      <VirtualList
        label="Agents"
        items={entries}
        idOf={idOf}
        rowHeight={isWide ? lineHeight : blockHeight}
        cursor={at}
      >
        {draw}
      </VirtualList>
    </div>
  );
}

function SortHead() {
  const [sort, setSort] = useSearchParam('sort');
  const by = toSortKey(sort);
  return (
    <div role="group" aria-label="Sort by" className={styles['columns']}>
      {columns.map(({ id, label, sort: key }) => (
        <span key={id} data-column={id}>
          {key === undefined ? (
            label
          ) : (
            <button
              type="button"
              aria-pressed={by === key}
              onClick={() => setSort(key === 'state' ? null : key)}
              className={styles['sort']}
            >
              {label}
              <span aria-hidden="true">{by === key ? ' ↓' : ''}</span>
            </button>
          )}
        </span>
      ))}
    </div>
  );
}
