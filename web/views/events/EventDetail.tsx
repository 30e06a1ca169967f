import { Link } from 'wouter';
import type { EventObject } from '../../data/live.ts';
import { Block, Line } from '../../ui/Text.tsx';
import { exact } from '../../ui/time.ts';
import styles from './Events.module.css';

/** One event whole: what it changed, as it stands in the log. */
export function EventDetail({ event }: { readonly event: EventObject }) {
  const { seq, at, type, kind, id, actor, actorName, task, agent, agentName, data, change } = event;
  return (
    <div className={styles['detail']}>
      <h2>
        {type} <code>{id}</code>
      </h2>
      <p>
        {exact(at)} · {kind} · event <code>{seq}</code>
      </p>
      {actor !== null && (
        <p>
          by{' '}
          <Link href={`/agents/${actor}`}>
            <Line of={actorName ?? actor} />
          </Link>
        </p>
      )}
      {agent !== null && agent !== actor && (
        <p>
          about{' '}
          <Link href={`/agents/${agent}`}>
            <Line of={agentName ?? agent} />
          </Link>
        </p>
      )}
      {task !== null && (
        <p>
          <Link href={`/tasks/${task}`}>
            task <code>{task}</code>
          </Link>
        </p>
      )}
      {data !== null && <Block of={JSON.stringify(data, null, 2)} />}
      {change !== null && <Block of={JSON.stringify(change, null, 2)} />}
    </div>
  );
}
