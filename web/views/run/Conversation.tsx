import { lazy, Suspense } from 'react';
import type { Output } from '../../data/api.ts';
import { Empty, Loading } from '../../ui/Feedback.tsx';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './Run.module.css';

const Markdown = lazy(() => import('../../ui/Markdown.tsx'));
type Turn = Output<'run.step'>['turns'][number];

/** A session as it was spoken, round by round, each voice with its vote. */
export function Conversation({ turns }: { readonly turns: readonly Turn[] }) {
  if (turns.length === 0) return <Empty title="Nobody has spoken yet." />;
  const rounds = [...Map.groupBy(turns, ({ round }) => round)];
  return (
    <div className={styles['talk']}>
      {rounds.map(([round, spoken]) => (
        <section key={round} aria-label={`Round ${round}`}>
          <h3>Round {round}</h3>
          <ol>
            {spoken.map((turn) => (
              <Said key={`${turn.step} ${turn.startedAt ?? ''}`} turn={turn} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Said({ turn: { speaker, kind, vote, text, chars, state, endedAt } }: { readonly turn: Turn }) {
  return (
    <li className={styles['said']} data-person={speaker.startsWith('@') || undefined}>
      <p className={styles['facts']}>
        <strong>
          <Line of={speaker} />
        </strong>
        {kind === 'summary' && <span>sums up</span>}
        {vote === 'agree' && <State state="agrees" tone="done" />}
        {vote === 'withdraw' && <State state="withdraws" tone="failed" />}
        {text === null && (
          <State
            state={state}
            tone={state === 'open' ? 'working' : 'idle'}
            word={state === 'open' ? 'speaking' : state}
          />
        )}
        {endedAt !== null && (
          <span className={styles['quiet']}>
            <Time at={endedAt} />
          </span>
        )}
      </p>
      {text !== null && (
        <Suspense fallback={<Loading />}>
          <Markdown of={text} />
        </Suspense>
      )}
      {text !== null && text.length < chars && (
        <p className={styles['quiet']}>Cut; open the step for all of it.</p>
      )}
    </li>
  );
}
