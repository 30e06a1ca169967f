import { useCallback, useContext, useDeferredValue, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useSearchParam } from '../../app/search-param.ts';
import type { Tasks } from '../../data/tasks.ts';
import { Split } from '../../ui/Split.tsx';
import { TaskBrief } from '../task/TaskBrief.tsx';
import { BoardHead } from './BoardHead.tsx';
import { BulkBar } from './BulkBar.tsx';
import { useBulk } from './bulk.ts';
import { Columns } from './Columns.tsx';
import { type BoardColumn, createSort, toGrouping } from './columns.ts';
import { BoardContext } from './context.ts';
import { DropBar } from './DropBar.tsx';
import { MarksContext, useMarks } from './marks.ts';
import { QuickAdd } from './QuickAdd.tsx';
import { useBoardActions } from './use-board-actions.ts';
import { useCursorKeys } from './use-cursor-keys.ts';

/** In the place of an id: the form for a task that is not there yet. */
const addNew = 'new';

/** Tasks in columns by state, with what is selected beside them. */
export function Board({ tasks }: { readonly tasks: Tasks }) {
  const [, navigate] = useLocation();
  const [filter, setFilter] = useSearchParam('q');
  const [grouping] = useSearchParam('group');
  const [shown, show] = useSearchParam('task');
  const settled = useDeferredValue(filter ?? '');
  const [sort] = useState(createSort);
  const columns = useMemo(
    () => sort(tasks.rows, settled, toGrouping(grouping)),
    [sort, tasks.rows, settled, grouping],
  );
  const [isDragging, setIsDragging] = useState(false);
  const { run, stop, progress } = useBulk();
  const actions = useBoardActions({ tasks, columns, run, open: show, onDrag: setIsDragging });
  useCursorKeys({
    columns,
    onMove: (id) => shown !== null && shown !== addNew && show(id),
    onOpen: show,
    onPage: (id) => navigate(`/tasks/${id}`),
  });
  const add = useCallback(() => show(addNew), [show]);
  const marks = useContext(MarksContext);
  const leave = () => (marks.now().selected.size > 0 ? marks.select([]) : show(null));
  useKeys([
    { keys: 'n', label: 'New task', run: add },
    { keys: 'Escape', label: 'Select nothing, then close what is shown', run: leave, isKeyOnly: true },
  ]);
  return (
    <BoardContext value={actions}>
      <h1 className="hidden-visually">Board</h1>
      <Split
        label={shown === addNew ? 'New task' : `Task ${shown}`}
        inspector={shown === null ? null : <Inspected shown={shown} onShow={show} />}
        onClose={() => show(null)}
      >
        <BoardHead
          cancelled={tasks.counts.cancelled}
          filter={filter ?? ''}
          onFilter={setFilter}
          onAdd={add}
        />
        <Columns
          key={`${settled} ${grouping}`}
          tasks={tasks}
          columns={columns}
          filter={settled}
          onFilter={setFilter}
          onAdd={add}
        />
        <Selected tasks={tasks} columns={columns} bulk={{ run, stop, progress }} />
        {isDragging && <DropBar />}
      </Split>
    </BoardContext>
  );
}

function Inspected({ shown, onShow }: { readonly shown: string; readonly onShow: (id: string) => void }) {
  const [after] = useSearchParam('after');
  if (shown === addNew) return <QuickAdd key={after} dependsOn={after ?? ''} onOpen={onShow} />;
  return <TaskBrief key={shown} id={shown} />;
}

interface SelectedProps {
  readonly tasks: Tasks;
  readonly columns: readonly BoardColumn[];
  readonly bulk: ReturnType<typeof useBulk>;
}

function Selected({ tasks, columns, bulk: { run, stop, progress } }: SelectedProps) {
  const marks = useContext(MarksContext);
  const { selected } = useMarks();
  const selectAll = () => marks.select(columns.flatMap(({ ids }) => ids));
  useKeys([{ keys: 'Shift+X', label: 'Select all that the filter leaves', run: selectAll }]);
  const rows = [...selected].flatMap((id) => tasks.rows.get(id) ?? []);
  if (rows.length === 0 && progress === null) return null;
  return (
    <BulkBar
      rows={rows}
      matching={columns.reduce((sum, { ids }) => sum + ids.length, 0)}
      progress={progress}
      onChange={(change) => void run(rows, change)}
      onSelectAll={selectAll}
      onClear={() => marks.select([])}
      onStop={stop}
    />
  );
}
