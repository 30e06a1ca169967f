import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { stream } from '../../data/api.ts';
import type { EventObject } from '../../data/live.ts';
import { useEvents } from '../../data/use-live.ts';
import { Button } from '../../ui/Button.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './Timeline.module.css';

const shownAtFirst = 12;
const readMax = 200;

/** What happened to a task, the latest first. */
export function Timeline({ id }: { readonly id: string }) {
  const events = useTimeline(id);
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? events : events.slice(0, shownAtFirst);
  return (
    <section aria-label="Timeline">
      <h3 className={styles['head']}>Timeline</h3>
      <ol className={styles['events']}>
        {shown.map(({ seq, at, type, actor, actorName, agent, agentName, data }) => (
          <li key={seq}>
            <Time at={at} />
            <span>
              {type.replace(/^task\./, '').replaceAll(/[.-]/g, ' ')}
              <By id={actor ?? agent} name={actorName ?? agentName} />
              {reasonIn(data) !== undefined && (
                <>
                  : <Line of={reasonIn(data) ?? ''} />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {events.length > shown.length && (
        <Button kind="quiet" onPress={() => setIsWhole(true)}>
          {events.length - shown.length} more
        </Button>
      )}
      <p>
        <Link href={`/events?task=${id}`} className={styles['all'] ?? ''}>
          All its events
        </Link>
      </p>
    </section>
  );
}

function By({ id, name }: { readonly id: string | null; readonly name: string | null }) {
  if (id === null || name === null) return null;
  return (
    <>
      {' '}
      by{' '}
      <Link href={`/agents/${id}`}>
        <Line of={name} />
      </Link>
    </>
  );
}

/** Of the sessions that worked on it, that they began and ended: what they did is in their transcripts. */
function isOfTask({ kind, type }: EventObject): boolean {
  return kind !== 'turn' && (kind !== 'session' || type === 'session.started' || type === 'session.ended');
}

function reasonIn(data: EventObject['data']): string | undefined {
  const reason = typeof data === 'object' && data !== null && 'reason' in data ? data.reason : undefined;
  return typeof reason === 'string' ? reason : undefined;
}

function useTimeline(id: string): readonly EventObject[] {
  const [events, setEvents] = useState<readonly EventObject[]>([]);
  useEffect(() => {
    const ending = new AbortController();
    void readTimeline(id, ending.signal).then(
      (read) => setEvents((since) => merged(read, since)),
      () => undefined, // left, or the connection is away, which the page says
    );
    return () => ending.abort();
  }, [id]);
  useEvents((event) => {
    if (event.task === id) setEvents((before) => merged([event], before));
  });
  return events.filter(isOfTask);
}

async function readTimeline(id: string, signal: AbortSignal): Promise<readonly EventObject[]> {
  const read: EventObject[] = [];
  for await (const some of stream('log.list', { task: id, limit: readMax }, signal))
    read.push(...[some].flat());
  return read;
}

function merged(a: readonly EventObject[], b: readonly EventObject[]): readonly EventObject[] {
  return [...new Map([...a, ...b].map((event) => [event.seq, event])).values()].toSorted(
    (one, other) => other.seq - one.seq,
  );
}
