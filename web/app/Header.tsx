import { Link } from 'wouter';
import { useRead } from '../data/queries.ts';
import { useSession } from '../data/session.ts';
import { Button } from '../ui/Button.tsx';
import { money } from '../ui/figures.ts';
import { State } from '../ui/state.tsx';
import { Line } from '../ui/Text.tsx';
import styles from './Header.module.css';
import { useNotifications } from './notify.ts';
import { useTitle } from './title.ts';

/** Whose page it is, and the three numbers that lead to what they count. */
export function Header({ onSearch }: { readonly onSearch: () => void }) {
  const { data: session } = useSession();
  const { data: status } = useRead('workspace.status', {});
  const waiting = status?.openRequests ?? 0;
  const working = status?.agents.filter(({ state }) => state === 'working').length ?? 0;
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
        Search or do anything
      </Button>
      <div className={styles['figures']}>
        {waiting > 0 && (
          <Link href="/">
            <State state="needs you" word={`${waiting} need${waiting === 1 ? 's' : ''} you`} />
          </Link>
        )}
        <Link href="/agents?state=working">
          <State state="working" word={`${working} working`} tone={working === 0 ? 'idle' : 'working'} />
        </Link>
        <Today />
      </div>
    </header>
  );
}

function Today() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { data } = useRead('usage.days', { days: 1, timeZone });
  if (data === undefined) return null;
  return <Link href="/usage">{money(data.today.costUsd, data.today.costIs)} today</Link>;
}
