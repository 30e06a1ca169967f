import { Link } from 'wouter';
import { useRead } from '../../data/queries.ts';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './Agent.module.css';

/** Paths that nobody else edits meanwhile. */
export function Locks({ agent }: { readonly agent: string }) {
  const { data, error } = useRead('lock.list', { agent });
  if (error !== null) return <ErrorNote error={error} />;
  if (data === undefined) return <Loading />;
  if (data.length === 0)
    return (
      <Empty title="It holds no lock.">Agents lock a path before they edit it, so that two never do.</Empty>
    );
  return (
    <ul className={styles['list']}>
      {data.map(({ id, path, shared, task, leaseExpiresAt }) => (
        <li key={id}>
          <code>{id}</code>
          <span className={styles['grow']}>
            <code>
              <Line of={path} />
            </code>
          </span>
          <span className={styles['quiet']}>{shared ? 'shared' : 'alone'}</span>
          {task !== null && (
            <Link href={`/tasks/${task}`}>
              <code>{task}</code>
            </Link>
          )}
          <span className={styles['quiet']}>
            lapses <Time at={leaseExpiresAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
