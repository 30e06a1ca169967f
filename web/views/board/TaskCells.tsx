import { memo, useContext } from 'react';
import type { TaskRow } from '../../data/tasks.ts';
import { money } from '../../ui/figures.ts';
import { Glyph, toneOfState } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { Priority } from '../task/Priority.tsx';
import styles from './TaskLine.module.css';
import { AgentStates } from './context.ts';

/** What a row says of its task: by itself, because a row that moves up or down says nothing else. */
export const TaskCells = memo(function TaskCells({ row }: { readonly row: TaskRow }) {
  return (
    <>
      <span role="gridcell" className={styles['title']}>
        <code className={styles['id']}>{row.id}</code>{' '}
        <a
          href={`/tasks/${row.id}`}
          tabIndex={-1}
          draggable={false}
          onClick={(event) => !event.metaKey && !event.ctrlKey && event.preventDefault()}
        >
          <Line of={row.title} />
        </a>
      </span>
      <span role="gridcell" className={styles['more']}>
        <Line of={[row.queue, ...row.tags].join(' · ')} />
      </span>
      <span role="gridcell" className={styles['priority']}>
        <Priority of={row.priority} />
      </span>
      <span role="gridcell" className={styles['who']}>
        <Who row={row} />
      </span>
      <span role="gridcell" className={styles['cost']}>
        {row.costUsd !== null && money(row.costUsd)}
      </span>
      <span role="gridcell" className={styles['age']}>
        <Time at={ageOf(row)} />
      </span>
    </>
  );
});

/** Who works on it; else what it waits for, or what went wrong. */
function Who({ row: { holder, holderName, assignee, why, state, notBefore } }: { readonly row: TaskRow }) {
  const states = useContext(AgentStates);
  if (holder !== null)
    return (
      <>
        <Glyph tone={toneOfState(states.get(holder) ?? 'working')} /> <Line of={holderName ?? holder} />
      </>
    );
  if (state === 'waiting' && notBefore !== null)
    return (
      <>
        <Time at={notBefore} /> {why !== null && <Line of={why} />}
      </>
    );
  if (why !== null) return <Line of={why} />;
  return assignee === null ? null : (
    <>
      for <Line of={assignee} />
    </>
  );
}

function ageOf({ state, createdAt, updatedAt }: TaskRow): string {
  return state === 'blocked' || state === 'ready' ? createdAt : updatedAt;
}
