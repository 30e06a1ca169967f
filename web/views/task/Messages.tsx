import { Link } from 'wouter';
import { useRead } from '../../data/queries.ts';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './Messages.module.css';

/** What was written by those who worked on it, and to them about it. */
export function Messages({ id }: { readonly id: string }) {
  const { data } = useRead('message.list', { task: id, limit: 20 });
  const messages = data?.messages ?? [];
  if (messages.length === 0) return null;
  return (
    <section aria-label="Messages about it">
      <h3 className={styles['head']}>Messages about it</h3>
      <ul className={styles['messages']}>
        {messages.map(({ id: message, fromName, to, preview, createdAt }) => (
          <li key={message}>
            <Link href={`/messages?message=${message}`}>
              <Line of={fromName} /> → <Line of={to} />
            </Link>{' '}
            <Time at={createdAt} />
            <br />
            <Line of={preview} />
          </li>
        ))}
      </ul>
    </section>
  );
}
