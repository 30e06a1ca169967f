import { Link } from 'wouter';
import { useRead } from '../../data/queries.ts';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { useRequests } from '../needs-you/use-requests.ts';
import styles from './Why.module.css';

/** Why a task is as it is, what would free it, and who is needed for that. */
export function Why({ id }: { readonly id: string }) {
  const { data } = useRead('task.explain', { id });
  const requests = useRequests(({ task }) => task === id);
  if (data === undefined) return null;
  const isNew = (reason: string) => !requests.some((request) => reason.includes(` ${request.id} `));
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
      {data.reasons.filter(isNew).map((reason) => (
        <p key={reason}>
          <Linked text={reason} />
        </p>
      ))}
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

/** Tasks that a sentence names are led to. */
function Linked({ text }: { readonly text: string }) {
  return text.split(/\b(t\d+)\b/).map((part, at) =>
    at % 2 === 1 ? (
      // oxlint-disable-next-line react/no-array-index-key -- the same task may be named twice
      <Link key={`${at} ${part}`} href={`/tasks/${part}`}>
        {part}
      </Link>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- parts of one text have no other name
      <Line key={`${at} ${part}`} of={part} />
    ),
  );
}
