import { Link } from 'wouter';
import { useRead } from '../../data/queries.ts';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import styles from './Why.module.css';

/** Why a task is as it is, what would free it, and who is needed for that. */
export function Why({ id }: { readonly id: string }) {
  const { data } = useRead('task.explain', { id });
  const { data: requests = [] } = useRead(
    'request.list',
    {},
    { select: (all) => all.filter(({ task }) => task === id) },
  );
  if (data === undefined) return null;
  return (
    <section className={styles['why']} aria-label="Why">
      {requests.map(({ id: request, title }) => (
        <p key={request}>
          <Link href={`/?request=${request}`}>
            <State state="needs you" word={`needs you: ${request}`} />
          </Link>{' '}
          <Line of={title} />
        </p>
      ))}
      {data.reasons.map((reason) => (
        <p key={reason}>
          <Line of={reason} />
        </p>
      ))}
      {data.blockedBy.length > 0 && (
        <p>
          Waits for{' '}
          {data.blockedBy.map((other, at) => (
            <span key={other}>
              {at > 0 && ', '}
              <Link href={`/tasks/${other}`}>{other}</Link>
            </span>
          ))}
        </p>
      )}
      {data.frees.length > 0 && data.state !== 'running' && data.state !== 'ready' && (
        <p className={styles['frees']}>
          In a terminal:{' '}
          {data.frees.map((command) => (
            <code key={command}>{command}</code>
          ))}
        </p>
      )}
      {data.late.length > 0 && (
        <details>
          <summary>{data.late.length} came too late, from who had lost it</summary>
          {data.late.map(({ by, byName, what, text, at }) => (
            <p key={`${by} ${at}`}>
              {byName ?? by}, {what}: <Line of={text ?? ''} />
            </p>
          ))}
        </details>
      )}
    </section>
  );
}
