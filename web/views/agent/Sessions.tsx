import { Link } from 'wouter';
import { useRead } from '../../data/queries.ts';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { counted } from '../../ui/figures.ts';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './Agent.module.css';

interface SessionsProps {
  readonly agent: string;
  readonly name: string;
}

const readMax = 500;

/** Every session of this agent, and what was forked from them. */
export function Sessions({ agent, name }: SessionsProps) {
  const { data, error } = useRead('session.list', { all: true, limit: readMax });
  if (error !== null) return <ErrorNote error={error} />;
  if (data === undefined) return <Loading />;
  const own = data.filter((one) => one.agent === agent || one.agentName === name);
  const ids = new Set(own.map(({ id }) => id));
  const forks = data.filter(({ id, forkOf }) => forkOf !== null && ids.has(forkOf) && !ids.has(id));
  if (own.length === 0)
    return (
      <Empty title="Shoal has not run this agent.">
        What `shoal start` and workers start is listed here.
      </Empty>
    );
  return (
    <ul className={styles['list']}>
      {[...own, ...forks].map(({ id, agentName, state, forkOf, harness, model, turns, why, createdAt }) => (
        <li key={id}>
          <Link href={`/agents/${id}`}>
            <code>{id}</code> <Line of={agentName} />
          </Link>
          <State state={state} />
          <span className={styles['grow']}>
            {forkOf !== null && (
              <>
                fork of <Link href={`/agents/${forkOf}`}>{forkOf}</Link>{' '}
              </>
            )}
            <Line of={why ?? ''} />
          </span>
          <span className={styles['quiet']}>
            {harness} {model ?? ''} · {counted(turns, 'turn')}
          </span>
          <Time at={createdAt} />
        </li>
      ))}
    </ul>
  );
}
