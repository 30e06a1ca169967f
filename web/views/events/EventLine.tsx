import { memo } from 'react';
import { Button } from 'react-aria-components';
import type { EventObject } from '../../data/live.ts';
import { Line } from '../../ui/Text.tsx';
import { exact } from '../../ui/time.ts';
import styles from './Events.module.css';

interface EventLineProps {
  readonly event: EventObject;
  readonly isOpen: boolean;
  readonly onOpen: (event: EventObject) => void;
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** One event in a line: when, what, about what, by whom. Its place changes with each that comes; it does not. */
export const EventLine = memo(function EventLine({ event, isOpen, onOpen }: EventLineProps) {
  const { seq, at, type, actorName, id, task, agentName, data } = event;
  return (
    <Button className={styles['event'] ?? ''} aria-expanded={isOpen} onPress={() => onOpen(event)}>
      <code className={styles['seq']}>{seq}</code>
      <time dateTime={at} title={exact(at)}>
        {clock.format(new Date(at))}
      </time>
      <span className={styles['type']}>{type}</span>
      <code>{task ?? id}</code>
      <span className={styles['who']}>
        <Line
          of={[actorName, agentName === actorName ? null : agentName]
            .filter((one) => one !== null)
            .join(' → ')}
        />
      </span>
      <span className={styles['data']}>
        <Line of={brief(data)} charsMax={200} />
      </span>
    </Button>
  );
});

/** What it says of itself, in a line: `reason no tests · attempt 2`. */
function brief(data: EventObject['data']): string {
  if (typeof data !== 'object' || data === null) return '';
  return Object.entries(data)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
