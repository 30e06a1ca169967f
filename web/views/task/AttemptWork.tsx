import { Link } from 'wouter';
import { Empty } from '../../ui/Feedback.tsx';
import { State } from '../../ui/state.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Block, Line } from '../../ui/Text.tsx';
import { Changes } from '../agent/Changes.tsx';
import { Transcript } from '../agent/Transcript.tsx';
import type { Attempt } from './attempt.ts';
import styles from './AttemptWork.module.css';

/** What was done in one attempt. */
export function AttemptWork({ attempt }: { readonly attempt: Attempt }) {
  const { number, agent, agentName, state, session, error, summary } = attempt;
  return (
    <section className={styles['work']} aria-label={`Attempt ${number}`}>
      <h3 className={styles['head']}>
        Attempt {number} by{' '}
        <Link href={`/agents/${session ?? agent}`}>
          <Line of={agentName} />
        </Link>{' '}
        <State state={state} />
      </h3>
      {error !== null && <Block of={error} charsMax={2_000} />}
      {session === null ? (
        <Empty title="There is no transcript.">
          <p>
            <Line of={agentName} /> is run by somebody else, who sees what it says. What it writes itself
            (progress, notes, its result) is kept here.
          </p>
          {summary !== null && <Block of={summary} />}
        </Empty>
      ) : (
        <Tabs label={`What attempt ${number} did`} tabs={tabsOf(session)} />
      )}
    </section>
  );
}

/** Of two attempts beside each other both show the same: the address says which. */
function tabsOf(session: string) {
  const fill = (content: React.ReactNode) => <div className={styles['fill']}>{content}</div>;
  return [
    { id: 'transcript', label: 'Transcript', content: fill(<Transcript session={session} />) },
    { id: 'changes', label: 'Changes', content: fill(<Changes session={session} />) },
  ];
}
