import { useAction } from '../../data/actions.ts';
import { call } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import styles from './Agents.module.css';

interface Pause {
  readonly isPaused: boolean;
  readonly by: string | null;
  readonly reason: string | null;
  readonly toggle: () => void;
}

/** The panic button: no new claims; who works goes on. */
export function usePause(): Pause {
  const { data: status } = useRead('workspace.status', {});
  const stop = useAction('workspace.pause', {
    done: () => 'Nobody claims a task until you resume. Who works goes on.',
    undo: () => call('workspace.resume', {}),
  });
  const go = useAction('workspace.resume', { done: () => 'Tasks are claimed again.' });
  const isPaused = status?.paused ?? false;
  return {
    isPaused,
    by: status?.pausedByName ?? null,
    reason: status?.pauseReason ?? null,
    toggle: () => void (isPaused ? go.run({}) : stop.run({})),
  };
}

export function PauseBanner({ pause: { isPaused, by, reason } }: { readonly pause: Pause }) {
  if (!isPaused) return null;
  return (
    <p className={styles['paused']}>
      <State state="parked" word="paused" />
      {by !== null && (
        <span>
          by <Line of={by} />
        </span>
      )}
      {reason !== null && <Line of={reason} />}
      <span className={styles['quiet']}>Nobody claims a new task; who works goes on.</span>
    </p>
  );
}
