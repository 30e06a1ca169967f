import { useConnection, useNow } from '../data/use-live.ts';
import { duration, timeOfDay } from '../ui/time.ts';
import styles from './ConnectionBanner.module.css';

/** Says that what is shown may be old, since when. Nothing when it is not. */
export function ConnectionBanner() {
  const connection = useConnection();
  const now = useNow();
  if (connection.state !== 'lost') return null;
  const since = new Date(connection.since).toISOString();
  return (
    <p className={styles['banner']} role="status">
      No connection to the daemon since {timeOfDay(since)} ({duration(now - connection.since)}). What you see
      is of then; it is tried again by itself.
    </p>
  );
}
