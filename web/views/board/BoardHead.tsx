import { useSearchParam } from '../../app/search-param.ts';
import type { Tasks } from '../../data/tasks.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import styles from './BoardHead.module.css';
import { namedIn, toggled } from './filter.ts';
import { FilterBar } from './FilterBar.tsx';

interface BoardHeadProps {
  readonly tasks: Tasks;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly onAdd: () => void;
}

/** What is shown of the tasks, and how. */
export function BoardHead({ tasks, filter, onFilter, onAdd }: BoardHeadProps) {
  const [grouping, group] = useSearchParam('group');
  const grouped = grouping === null ? 'Group' : `By ${grouping}`;
  const { cancelled } = tasks.counts;
  const isCancelled = namedIn(filter, 'state').includes('cancelled');
  return (
    <FilterBar filter={filter} onChange={onFilter} rows={tasks.rows}>
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
}
