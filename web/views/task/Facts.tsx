import { Link } from 'wouter';
import { useRead } from '../../data/queries.ts';
import { count, counted, money } from '../../ui/figures.ts';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { Editable } from './Editable.tsx';
import styles from './Facts.module.css';
import { Priority } from './Priority.tsx';
import { type Task, useEdit } from './use-edit.ts';

/** What is known of a task, one line each; what can be changed is changed here. */
export function Facts({ task }: { readonly task: Task }) {
  return (
    <dl className={styles['facts']}>
      <Holder task={task} />
      <Editables task={task} />
      {task.needs.length > 0 && <Fact label="Needs">{task.needs.join(', ')}</Fact>}
      <Fact label="Attempts">
        {task.attempts} of {task.maxAttempts}
      </Fact>
      <Cost id={task.id} />
      <OfRun id={task.id} />
      <Locks id={task.id} />
      <Fact label="Added">
        <Time at={task.createdAt} />{' '}
        {task.createdByName !== null && (
          <>
            by <Line of={task.createdByName} />
          </>
        )}
      </Fact>
      {task.completedAt !== null && (
        <Fact label={task.state === 'done' ? 'Done' : 'Ended'}>
          <Time at={task.completedAt} />{' '}
          {task.completedByName !== null && (
            <>
              by <Line of={task.completedByName} />
            </>
          )}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Holder({
  task: { holder, holderName, claimedAt, leaseExpiresAt, notBefore },
}: {
  readonly task: Task;
}) {
  return (
    <>
      {holder !== null && (
        <Fact label="Held by">
          <Link href={`/agents/${holder}`}>
            <Line of={holderName ?? holder} />
          </Link>{' '}
          for <Time at={claimedAt} />
        </Fact>
      )}
      {leaseExpiresAt !== null && (
        <Fact label="Lease ends">
          <Time at={leaseExpiresAt} />, unless renewed
        </Fact>
      )}
      {notBefore !== null && (
        <Fact label="Not before">
          <Time at={notBefore} />
        </Fact>
      )}
    </>
  );
}

function Editables({ task }: { readonly task: Task }) {
  const { edit } = useEdit(task);
  const { queue, priority, tags, assignee } = task;
  return (
    <>
      <Fact label="Queue">
        <Editable label="queue" value={queue} isNeeded onSave={(text) => edit({ queue: text })}>
          <Line of={queue} />
        </Editable>
      </Fact>
      <Fact label="Priority">
        <Editable
          label="priority, 1 to 10"
          value={String(priority)}
          isNeeded
          onSave={(text) => edit({ priority: Number(text) })}
        >
          <Priority of={priority} />
        </Editable>
      </Fact>
      <Fact label="Tags">
        <Editable label="tags" value={tags.join(' ')} onSave={(text) => edit({ tags: wordsOf(text) })}>
          {tags.length === 0 ? <span className={styles['none']}>none</span> : <Line of={tags.join(' ')} />}
        </Editable>
      </Fact>
      <Fact label="For">
        <Editable
          label="who may take it"
          value={assignee ?? ''}
          onSave={(text) => edit({ assignee: text === '' ? 'anyone' : text })}
        >
          {assignee === null ? <span className={styles['none']}>anyone</span> : <Line of={assignee} />}
        </Editable>
      </Fact>
    </>
  );
}

export function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function Cost({ id }: { readonly id: string }) {
  const { data } = useRead('usage.show', { task: id });
  if (data === undefined || data.total.turns === 0) return null;
  const { costUsd, costIs, inputTokens, outputTokens, turns } = data.total;
  return (
    <Fact label="Cost">
      <Link href="/usage?by=task">{costUsd === null ? 'not known' : money(costUsd, costIs)}</Link> in{' '}
      {counted(turns, 'turn')}, {count(inputTokens)} tokens in, {count(outputTokens)} out
    </Fact>
  );
}

/** A task of a pipeline leads to its run. */
function OfRun({ id }: { readonly id: string }) {
  const { data } = useRead('task.board', { ids: [id] });
  const row = data?.rows[0];
  if (row === undefined || row.runId === null) return null;
  return (
    <Fact label="Run">
      <Link href={`/runs/${row.runId}`}>{row.runId}</Link>
      {row.step !== null && (
        <>
          , <Line of={row.step} />
        </>
      )}
    </Fact>
  );
}

function Locks({ id }: { readonly id: string }) {
  const { data = [] } = useRead('lock.list', {}, { select: (all) => all.filter(({ task }) => task === id) });
  if (data.length === 0) return null;
  return (
    <Fact label="Locks">
      <ul>
        {data.map(({ id: lock, path, leaseExpiresAt }) => (
          <li key={lock}>
            <code>
              <Line of={path} />
            </code>{' '}
            <span className={styles['none']}>
              ends <Time at={leaseExpiresAt} />
            </span>
          </li>
        ))}
      </ul>
    </Fact>
  );
}
