import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './Agent.module.css';
import type { AgentRow, SessionShown, Subject } from './use-subject.ts';

type Fact = readonly [name: string, value: React.ReactNode];

/** The process, where it works, how it was started. */
export function Facts({ agent, session }: Subject) {
  return (
    <FactList
      facts={[...(agent === null ? [] : ofAgent(agent)), ...(session === null ? [] : ofSession(session))]}
    />
  );
}

/** One line each; what is not known is left out. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  const known = facts.filter(([, value]) => value !== null && value !== '');
  return (
    <dl className={styles['facts']}>
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? <Line of={value} charsMax={2_000} /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

function ofAgent(agent: AgentRow): readonly Fact[] {
  const { id, role, harness, capabilities, workingOn, alive, pid, parent, logFile, createdAt, leader } =
    agent;
  return [
    ['agent', id],
    ['role', leader ? `${role ?? ''} leads`.trim() : role],
    ['harness', harness],
    ['can', capabilities.join(', ')],
    ['works on', workingOn],
    ['process', pid === null ? alive : `${pid}, ${alive}`],
    ['last sign of life', <Time key="seen" at={agent.lastSeenAt} />],
    ['started by', parent],
    ['its output', logFile],
    ['here since', <Time key="since" at={createdAt} />],
    ...(agent.directory === null ? [] : ([['directory', agent.directory]] as const)),
  ];
}

function ofSession(session: SessionShown): readonly Fact[] {
  const { exitClass, exitCode, exitSignal, exitText, starts, crashes, warnings } = session;
  const ended = [exitClass, exitCode === null ? null : `exit ${exitCode}`, exitSignal, exitText];
  return [
    ['session', session.id],
    ['profile', session.profile],
    ['model', session.model],
    ['permission', session.permission],
    ['queue', session.queue],
    ['directory of the session', session.directory],
    ['id in its harness', session.harnessSession],
    ['fork of', session.forkOf],
    ['starts', `${starts}${crashes === 0 ? '' : `, ${crashes} crashes since the last good turn`}`],
    ['how the last turn ended', session.lastReason],
    ['how it ended', ended.filter((part) => part !== null && part !== '').join(', ')],
    ['warnings', warnings.join('\n')],
  ];
}
