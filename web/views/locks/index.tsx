import { useState } from 'react';
import { Link } from 'wouter';
import { useSearchParam } from '../../app/search-param.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Field } from '../../ui/Field.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { BreakDialog } from './BreakDialog.tsx';
import type { Lock } from './lock.ts';
import styles from './Locks.module.css';

/** Who holds which files, for what, until when, and who waits for them. */
export default function Locks() {
  const [wanted, setWanted] = useSearchParam('path');
  const [broken, setBroken] = useState<Lock | null>(null);
  const { data, error, refetch } = useRead('lock.list', {});
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading />;
  const shown = data.filter(({ path, holderName }) => `${path} ${holderName}`.includes(wanted ?? ''));
  return (
    <>
      <div className={styles['head']}>
        <h1>Locks</h1>
        {data.length > 0 && (
          <Field
            label="Path or holder"
            isLabelHidden
            placeholder="Path or holder"
            value={wanted ?? ''}
            onChange={setWanted}
          />
        )}
      </div>
      {shown.length === 0 ? (
        <Empty title={data.length === 0 ? 'Nothing is locked.' : 'No lock like that.'}>
          <p>
            An agent’s first edit of a file locks it, where hooks are set up (<code>shoal setup</code>);
            others are refused and told who holds it. <code>shoal lock</code> does it by hand.
          </p>
        </Empty>
      ) : (
        <Table label="Locks" columns={columnsOf(setBroken)} rows={shown} idOf={({ id }) => id} />
      )}
      {broken !== null && <BreakDialog lock={broken} onClose={() => setBroken(null)} />}
    </>
  );
}

function columnsOf(onBreak: (lock: Lock) => void): readonly Column<Lock>[] {
  return [
    {
      id: 'path',
      label: 'path',
      isMain: true,
      cell: ({ path, shared, tree }) => (
        <span title={tree}>
          <code>
            <Line of={path} />
          </code>
          {shared && ' (shared)'}
        </span>
      ),
    },
    {
      id: 'holder',
      label: 'held by',
      cell: ({ holder, holderName }) => (
        <Link href={`/agents/${holder}`}>
          <Line of={holderName} />
        </Link>
      ),
    },
    { id: 'for', label: 'for', isExtra: true, cell: (lock) => <Purpose lock={lock} /> },
    { id: 'since', label: 'since', isExtra: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
    { id: 'until', label: 'ends', cell: ({ leaseExpiresAt }) => <Time at={leaseExpiresAt} /> },
    { id: 'waiters', label: 'waiting', cell: ({ waiters }) => <Waiters waiters={waiters} /> },
    {
      id: 'do',
      label: 'actions',
      isLabelHidden: true,
      cell: (lock) => (
        <Button kind="quiet" onPress={() => onBreak(lock)} aria-label={`End the lock of ${lock.path}`}>
          End …
        </Button>
      ),
    },
  ];
}

function Purpose({ lock: { task, taskTitle, intent, auto } }: { readonly lock: Lock }) {
  if (task === null && intent === null)
    return <span className={styles['quiet']}>{auto ? 'an edit' : '–'}</span>;
  return (
    <>
      {task !== null && (
        <Link href={`/tasks/${task}`}>
          <code>{task}</code> <Line of={taskTitle ?? ''} charsMax={60} />
        </Link>
      )}
      {task !== null && intent !== null && ' · '}
      {intent !== null && <Line of={intent} charsMax={60} />}
    </>
  );
}

function Waiters({ waiters }: Pick<Lock, 'waiters'>) {
  if (waiters.length === 0) return <span className={styles['quiet']}>–</span>;
  return (
    <span>
      {waiters.map(({ agent, agentName, since }, at) => (
        <span key={agent}>
          {at > 0 && ', '}
          <Link href={`/agents/${agent}`}>
            <Line of={agentName} />
          </Link>{' '}
          <Time at={since} />
        </span>
      ))}
    </span>
  );
}
