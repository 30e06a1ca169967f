import { Button } from 'react-aria-components';
import { count, money } from '../../ui/figures.ts';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { precise } from '../../ui/time.ts';
import type { RunShown } from './run-shown.ts';
import styles from './Run.module.css';
import { stepTone } from './tones.ts';

interface StepsProps {
  readonly steps: RunShown['steps'];
  readonly selected: string | null;
  readonly onSelect: (step: string) => void;
}

/** Every step in its order; the turns of a session stand under it. */
export function Steps({ steps, selected, onSelect }: StepsProps) {
  return (
    <ol className={styles['steps']} aria-label="Steps of the graph, in their order">
      {steps.map((step) => (
        <li key={step.id} data-kind={step.kind}>
          <Button
            className={styles['step'] ?? ''}
            aria-pressed={step.id === selected}
            onPress={() => onSelect(step.id)}
          >
            <span className={styles['n']}>{step.stage ?? ''}</span>
            <span className={styles['node']}>
              <Line of={step.node} />
              {step.kind === 'turn' && ` · round ${step.round}`}
              {step.kind === 'summary' && ' · summary'}
              {step.kind === 'gate' && ' · gate'}
              {step.pass > 1 && step.kind !== 'turn' && ` · pass ${step.pass}`}
            </span>
            <State state={step.state} tone={stepTone(step)} word={step.decision ?? wordOf(step)} />
            <span className={styles['brief']}>
              <Line of={step.error ?? step.reason ?? step.brief ?? ''} charsMax={200} />
            </span>
            <span className={styles['figure']}>{step.tookMs === null ? '' : precise(step.tookMs)}</span>
            <span className={styles['figure']}>
              {step.outputTokens === null ? '' : `${count(step.outputTokens)} out`}
            </span>
            <span className={styles['figure']}>{step.costUsd === null ? '' : money(step.costUsd)}</span>
          </Button>
        </li>
      ))}
    </ol>
  );
}

function wordOf({ state, request, agrees, kind }: RunShown['steps'][number]): string {
  if (agrees === true && kind === 'turn') return 'agrees';
  if (state === 'open') return request === null ? 'working' : 'needs you';
  return state === 'held' ? 'waits' : state;
}
