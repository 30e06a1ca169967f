import { useWaiting } from '../../data/waiting.ts';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Decided } from './Decided.tsx';
import { Meanwhile } from './Meanwhile.tsx';
import styles from './NeedsYou.module.css';
import { NotifySwitch } from './NotifySwitch.tsx';
import { Requests } from './Requests.tsx';

/** Everything that waits for a person, the riskiest and oldest first, each with what it is about. */
export default function NeedsYou() {
  const { waiting, error, refetch } = useWaiting();
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (waiting === undefined) return <Loading />;
  return (
    <div className={styles['page']}>
      <div className={styles['title']}>
        <h1>Needs you</h1>
        <NotifySwitch />
      </div>
      <div className={styles['parts']} data-empty={waiting.length === 0 || undefined}>
        <div className={styles['waiting']}>
          {waiting.length === 0 ? <Empty title="Nobody needs you." /> : <Requests waiting={waiting} />}
        </div>
        <Meanwhile />
        <Decided />
      </div>
    </div>
  );
}
