import { Link } from 'wouter';
import type { Output } from '../data/api.ts';
import { useRead } from '../data/queries.ts';
import { useSession } from '../data/session.ts';
import { Button } from '../ui/Button.tsx';
import { money } from '../ui/figures.ts';
import { State } from '../ui/state.tsx';
import { Line } from '../ui/Text.tsx';
import { waitingIn } from './counts.ts';
import styles from './Header.module.css';
import { useNotifications } from './notify.ts';
import { useTitle } from './title.ts';

/** Whose page it is, and the three numbers that lead to what they count. */
export function Header({ onSearch }: { readonly onSearch: () => void }) {
  const { data: session } = useSession();
  const { data: status } = useRead('workspace.status', {});
  const waiting = waitingIn(status);
  useTitle(waiting, session?.workspace.name ?? 'shoal');
  useNotifications();
  return (
    <header className={styles['header']}>
      <Link href="/" className={styles['name'] ?? ''}>
        <span className={styles['mark']} aria-hidden="true">
          {'><>'}
        </span>{' '}
        shoal <Line of={session?.workspace.name ?? ''} />
      </Link>
      <Button onPress={onSearch} shortcut="$mod+k">
        <span>
          Search<span className={styles['more']}> or do anything</span>
        </span>
      </Button>
      <div className={styles['figures']}>
        {waiting > 0 && (
          <Link href="/">
            <State state="needs you" word={`${waiting} need${waiting === 1 ? 's' : ''} you`} />
          </Link>
        )}
        {status !== undefined && <Now status={status} />}
      </div>
    </header>
  );
}

function Now({ status }: { readonly status: Output<'workspace.status'> }) {
  const { workingAgents, costTodayUsd, costTodayIs } = status;
  return (
    <>
      <Link href="/agents?filter=state:working">
        <State
          state="working"
          word={`${workingAgents} working`}
          tone={workingAgents === 0 ? 'idle' : 'working'}
        />
      </Link>
      {costTodayUsd !== null && <Link href="/usage">{money(costTodayUsd, costTodayIs)} today</Link>}
    </>
  );
}
