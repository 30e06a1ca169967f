import { memo } from 'react';
import { useSearchParam } from '../../app/search-param.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import styles from './BoardHead.module.css';
import { namedIn, toggled } from './filter.ts';
import { FilterBar } from './FilterBar.tsx';

interface BoardHeadProps {
  /** How many are cancelled. */
  readonly cancelled: number;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly onAdd: () => void;
}

/** What is shown of the tasks, and how. */
export const BoardHead = memo(function BoardHead({ cancelled, filter, onFilter, onAdd }: BoardHeadProps) {
  const [grouping, group] = useSearchParam('group');
  const grouped = grouping === null ? 'Group' : `By ${grouping}`;
  const isCancelled = namedIn(filter, 'state').includes('cancelled');
  return (
    <FilterBar filter={filter} onChange={onFilter}>
      <Menu
        label={`${grouped}: change the groups`}
        actions={[
          { id: 'none', label: 'No groups', run: () => group(null) },
          { id: 'queue', label: 'By queue', run: () => group('queue') },
          { id: 'priority', label: 'By priority', run: () => group('priority') },
        ]}
      >
        {grouped} <span aria-hidden="true">▾</span>
      </Menu>
      {(cancelled > 0 || isCancelled) && (
        <Button kind="quiet" onPress={() => onFilter(toggled(filter, 'state', 'cancelled'))}>
          {isCancelled ? '✓ ' : ''}cancelled <span className={styles['count']}>{cancelled}</span>
        </Button>
      )}
      <Button onPress={onAdd} shortcut="n">
        New task
      </Button>
    </FilterBar>
  );
});
