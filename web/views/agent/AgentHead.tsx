import { Link } from 'wouter';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { AgentState } from '../agents/AgentState.tsx';
import styles from './Agent.module.css';
import { AgentActions } from './AgentActions.tsx';
import { stateOf, type Subject } from './use-subject.ts';

/** Who it is, in which state, what for, and what one can do to it. */
export function AgentHead(subject: Subject) {
  const { agent, session } = subject;
  const { state, parkedUntil, why } = stateOf(subject);
  const task = agent?.task ?? session?.task ?? null;
  return (
    <header className={styles['head']}>
      <h1>
        <Line of={agent?.name ?? session?.agentName ?? ''} />
      </h1>
      <AgentState state={state} parkedUntil={parkedUntil} />
      {why !== null && (
        <span className={styles['quiet']}>
          <Line of={why} charsMax={120} />
        </span>
      )}
      {task !== null && (
        <Link href={`/tasks/${task}`} className={styles['task'] ?? ''}>
          <code>{task}</code> <Line of={agent?.taskTitle ?? ''} charsMax={120} />
        </Link>
      )}
      {agent !== null && (
        <span className={styles['quiet']}>
          seen <Time at={agent.lastSeenAt} />
        </span>
      )}
      <AgentActions {...subject} />
    </header>
  );
}
