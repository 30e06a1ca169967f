import { Link, useParams } from 'wouter';
import { useSearchParam } from '../../app/search-param.ts';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { visible } from '../../ui/visible.ts';
import styles from './Agent.module.css';
import { AgentHead } from './AgentHead.tsx';
import { Asked } from './Asked.tsx';
import { Changes } from './Changes.tsx';
import { Composer } from './Composer.tsx';
import { Facts } from './Facts.tsx';
import { Gone } from './Gone.tsx';
import { Locks } from './Locks.tsx';
import { Messages } from './Messages.tsx';
import { Sessions } from './Sessions.tsx';
import { Side } from './Side.tsx';
import { Transcript } from './Transcript.tsx';
import { type Subject, useSubject } from './use-subject.ts';

/** One agent: what it does, says and changes, and what one can tell it. */
export default function Agent() {
  const { id = '' } = useParams();
  const { agent, session, gone, isLoading, error } = useSubject(id);
  if (gone !== null) return <Gone agent={gone} />;
  if (isLoading && agent === null && session === null) return <Loading />;
  if (error !== null)
    return (
      <ErrorNote error={error}>
        <Link href="/agents">All agents</Link>
      </ErrorNote>
    );
  if (agent === null && session === null) return <Empty title={`${visible(id)} is no agent.`} />;
  return <Page agent={agent} session={session} />;
}

function Page(subject: Subject) {
  const { agent, session } = subject;
  const [tab] = useSearchParam('tab');
  const agentId = agent?.id ?? session?.agent ?? '';
  const name = agent?.name ?? session?.agentName ?? '';
  const locks = agent?.locks.length ?? 0;
  return (
    <div className={styles['page']}>
      <AgentHead {...subject} />
      <div className={styles['body']} data-wide={tab === 'changes' || undefined}>
        <div className={styles['main']}>
          <Tabs
            label="About this agent"
            tabs={[
              { id: 'transcript', label: 'Transcript', content: <Talk {...subject} /> },
              ...(session === null
                ? []
                : [{ id: 'changes', label: 'Changes', content: <Changes session={session.id} /> }]),
              { id: 'messages', label: 'Messages', content: <Messages agent={agentId} /> },
              { id: 'locks', label: 'Locks', count: locks, content: <Locks agent={agentId} /> },
              { id: 'sessions', label: 'Sessions', content: <Sessions agent={agentId} name={name} /> },
              { id: 'facts', label: 'Facts', content: <Facts {...subject} /> },
            ]}
          />
        </div>
        {tab !== 'changes' && <Side {...subject} />}
      </div>
    </div>
  );
}

/** What was said, what it asks, and what one says to it. */
function Talk(subject: Subject) {
  const { agent, session } = subject;
  return (
    <div className={styles['talk']}>
      {session === null ? (
        <Empty title="Shoal does not run this agent, so there is no transcript of it.">
          It works in a terminal or a script of its own. Messages reach it, and its tasks and locks are here.
        </Empty>
      ) : (
        <Transcript session={session.id} />
      )}
      {agent !== null && <Asked agent={agent.id} />}
      <Composer key={agent?.id ?? session?.agent} {...subject} />
    </div>
  );
}
