import { useNow } from '../../data/use-live.ts';
import { State } from '../../ui/state.tsx';
import { duration, exact, timeOfDay } from '../../ui/time.ts';
import styles from './AgentState.module.css';

interface AgentStateProps {
  readonly state: string;
  readonly parkedUntil: string | null;
}

/** `parked until 14:05`, with the clock that counts down to it; any other state by its word. */
export function AgentState({ state, parkedUntil }: AgentStateProps) {
  if (state !== 'parked' || parkedUntil === null) return <State state={state} />;
  return (
    <span className={styles['parked']}>
      <State state="parked" word={`parked until ${timeOfDay(parkedUntil)}`} />
      <Clock until={parkedUntil} />
    </span>
  );
}

function Clock({ until }: { readonly until: string }) {
  const left = Date.parse(until) - useNow();
  return (
    <span className={styles['clock']} title={exact(until)}>
      {left <= 0 ? 'now' : clock(left)}
    </span>
  );
}

/** `4:09`; from an hour on the largest unit. */
function clock(ms: number): string {
  if (ms >= 3_600_000) return duration(ms);
  const seconds = Math.ceil(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
