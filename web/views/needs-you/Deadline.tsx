import { useNow } from '../../data/use-live.ts';
import { duration, exact } from '../../ui/time.ts';
import styles from './NeedsYou.module.css';

interface DeadlineProps {
  readonly at: string | null;
  /** What happens then, in front of the time: `Rejected by itself`. */
  readonly then: string;
}

/** When nobody decides, this does. */
export function Deadline({ at, then }: DeadlineProps) {
  const now = useNow();
  if (at === null) return null;
  const left = Math.max(Date.parse(at) - now, 0);
  return (
    <p className={styles['quiet']} title={exact(at)}>
      {then} in <span data-soon={left < soonMs || undefined}>{duration(left)}</span>.
    </p>
  );
}

const soonMs = 60_000;
