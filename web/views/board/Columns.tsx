import { useCallback, useMemo } from 'react';
import { useSearchParam } from '../../app/search-param.ts';
import { useRead } from '../../data/queries.ts';
import type { TaskState, Tasks } from '../../data/tasks.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Feedback.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { Column } from './Column.tsx';
import type { BoardColumn } from './columns.ts';
import styles from './Columns.module.css';
import { AgentStates } from './context.ts';
import { namedIn, toggled } from './filter.ts';
import { StateSwitch } from './StateSwitch.tsx';

interface ColumnsProps {
  readonly tasks: Tasks;
  readonly columns: readonly BoardColumn[];
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly onAdd: () => void;
}

export function Columns({ tasks, columns, filter, onFilter, onAdd }: ColumnsProps) {
  const isPhone = !useWidth(641);
  const { data: agents } = useRead('agent.ps', {});
  const showAlone = useCallback(
    (state: TaskState) => onFilter(toggled(filter, 'state', state)),
    [filter, onFilter],
  );
  const states = useMemo(() => new Map((agents ?? []).map(({ id, state }) => [id, state])), [agents]);
  if (tasks.total === 0) return <NoTasks onAdd={onAdd} />;
  const isNone = columns.every(({ ids }) => ids.length === 0);
  if (isNone && tasks.isWhole && filter !== '') return <NoMatch onClear={() => onFilter('')} />;
  const countOf = ({ state, ids }: BoardColumn) =>
    filter === '' && !tasks.isWhole ? tasks.counts[state] : ids.length;
  return (
    <AgentStates value={states}>
      {isPhone ? (
        <OneColumn columns={columns} countOf={countOf} />
      ) : (
        <div className={styles['columns']}>
          {columns.map((column) => (
            <Column
              key={column.state}
              column={column}
              count={countOf(column)}
              isAlone={namedIn(filter, 'state').includes(column.state)}
              onFocus={showAlone}
            />
          ))}
        </div>
      )}
    </AgentStates>
  );
}

interface OneColumnProps {
  readonly columns: readonly BoardColumn[];
  readonly countOf: (column: BoardColumn) => number;
}

const stay = () => undefined;
const firstOnPhone: readonly TaskState[] = ['running', 'waiting', 'ready', 'failed', 'blocked', 'done'];

/** For a phone: one state at a time. */
function OneColumn({ columns, countOf }: OneColumnProps) {
  const [chosen, choose] = useSearchParam('column');
  const ofState = (state: string | null) => columns.find((column) => column.state === state);
  const busy = firstOnPhone.find((state) => (ofState(state)?.ids.length ?? 0) > 0);
  const shown = ofState(chosen) ?? ofState(busy ?? null) ?? columns[0];
  if (shown === undefined) return null;
  return (
    <>
      <StateSwitch
        shown={shown.state}
        counts={new Map(columns.map((column) => [column.state, countOf(column)]))}
        onChange={choose}
      />
      <Column key={shown.state} column={shown} count={countOf(shown)} isAlone onFocus={stay} />
    </>
  );
}

function NoTasks({ onAdd }: { readonly onAdd: () => void }) {
  return (
    <Empty title="There are no tasks.">
      <p>
        Agents take tasks by themselves: the most urgent first, each by one alone. Add one here, in a terminal
        with <code>shoal add "Build the API" -p 8</code>, or a whole plan with{' '}
        <code>shoal add --file plan.md</code>.
      </p>
      <Button kind="main" shortcut="n" onPress={onAdd}>
        New task
      </Button>
    </Empty>
  );
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <Empty title="No task is like that.">
      <p>
        The filter reads queue, tag, holder, for, priority, state and run; other words are looked for in
        titles.
      </p>
      <Button onPress={onClear}>Show all</Button>
    </Empty>
  );
}
