import type { TaskState } from '../../data/tasks.ts';
import { State } from '../../ui/state.tsx';
import styles from './StateSwitch.module.css';

interface StateSwitchProps {
  readonly shown: TaskState;
  readonly counts: ReadonlyMap<TaskState, number>;
  readonly onChange: (state: TaskState) => void;
}

/** On a phone there is room for one column: which one. */
export function StateSwitch({ shown, counts, onChange }: StateSwitchProps) {
  return (
    <div className={styles['switch']} role="group" aria-label="State">
      {[...counts].map(([state, count]) => (
        <button
          key={state}
          type="button"
          aria-pressed={state === shown}
          className={styles['state']}
          onClick={() => onChange(state)}
        >
          <State state={state} /> {count}
        </button>
      ))}
    </div>
  );
}
