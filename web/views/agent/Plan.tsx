import { Glyph, type Tone } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import styles from './Agent.module.css';
import { useFeed } from './transcript/use-feed.ts';
import type { SessionShown } from './use-subject.ts';

const tones: Readonly<Record<'pending' | 'active' | 'done', Tone>> = {
  pending: 'idle',
  active: 'working',
  done: 'done',
};

/** What it means to do, as it said last. */
export function Plan({ session }: { readonly session: SessionShown }) {
  const told = useFeed(session.id, (shown) => shown.plan);
  const plan = told?.entries ?? session.plan;
  if (plan.length === 0) return null;
  const done = plan.filter(({ state }) => state === 'done').length;
  return (
    <section className={styles['part']}>
      <h2>
        Plan{' '}
        <span className={styles['quiet']}>
          {done} of {plan.length}
        </span>
      </h2>
      <ol className={styles['plan']}>
        {plan.map(({ text, state }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- steps have no other name
          <li key={at} data-state={state}>
            <Glyph tone={tones[state]} /> <Line of={text} />
          </li>
        ))}
      </ol>
    </section>
  );
}
