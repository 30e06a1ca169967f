import { Link } from 'wouter';
import { useRead } from '../../data/queries.ts';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { Receipt } from '../messages/Receipt.tsx';
import styles from './Agent.module.css';

const shownMax = 100;

/** What it wrote and was written, the newest first. */
export function Messages({ agent }: { readonly agent: string }) {
  const { data, error } = useRead('message.list', { agent, limit: shownMax });
  if (error !== null) return <ErrorNote error={error} />;
  if (data === undefined) return <Loading />;
  if (data.messages.length === 0)
    return <Empty title="No messages yet.">What it is written, and writes itself, is listed here.</Empty>;
  return (
    <ul className={styles['list']}>
      {data.messages.map(({ id, fromName, to, preview, createdAt, deliveries }) => (
        <li key={id}>
          <Link href={`/messages?message=${id}`}>
            <code>{id}</code>
          </Link>
          <span className={styles['who']}>
            <Line of={fromName} /> → <Line of={to} />
          </span>
          <span className={styles['grow']}>
            <Line of={preview} />
          </span>
          <Receipt deliveries={deliveries} />
          <Time at={createdAt} />
        </li>
      ))}
      {data.next !== null && (
        <li>
          <Link href={`/messages?agent=${agent}`}>Older ones</Link>
        </li>
      )}
    </ul>
  );
}
