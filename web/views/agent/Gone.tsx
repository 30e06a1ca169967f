import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call, stream } from '../../data/api.ts';
import type { TaskRow } from '../../data/tasks.ts';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './Agent.module.css';
import { FactList } from './Facts.tsx';
import { Messages } from './Messages.tsx';
import type { AgentGone } from './use-subject.ts';

/** Who an agent was that has left: there is nothing more to do with it, and what it did is kept. */
export function Gone({ agent }: { readonly agent: AgentGone }) {
  const { id, name, role, harness, capabilities, parent, directory, createdAt, leftAt, leftReason } = agent;
  return (
    <div className={styles['column']}>
      <header className={styles['head']}>
        <h1>
          <Line of={name} />
        </h1>
        <State state="gone" word={leftReason ?? 'gone'} />
        <span className={styles['quiet']}>
          <Time at={leftAt} />
        </span>
      </header>
      <FactList
        facts={[
          ['agent', id],
          ['role', role],
          ['harness', harness],
          ['could', capabilities.join(', ')],
          ['worked on', agent.workingOn],
          ['started by', parent],
          ['directory', directory],
          ['came', <Time key="came" at={createdAt} />],
          ['left', <Time key="left" at={leftAt} />],
        ]}
      />
      <h2>Its tasks</h2>
      <Tasks agent={id} />
      <h2>Its messages</h2>
      <Messages agent={id} />
      <p>
        <Link href={`/events?agent=${id}`}>All its events</Link>
      </p>
    </div>
  );
}

function Tasks({ agent }: { readonly agent: string }) {
  const { data, error } = useQuery({
    queryKey: ['task.of-agent', agent],
    queryFn: ({ signal }) => readTasks(agent, signal),
  });
  if (error !== null) return <ErrorNote error={error} />;
  if (data === undefined) return <Loading />;
  if (data.length === 0) return <Empty title="It took no task." />;
  return (
    <ul className={styles['list']}>
      {data.map(({ id, title, state }) => (
        <li key={id}>
          <State state={state} />
          <Link href={`/tasks/${id}`}>
            <code>{id}</code> <Line of={title} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

const eventsMax = 500;

/** Those that it claimed, as the log tells, the last one first. */
async function readTasks(agent: string, signal: AbortSignal): Promise<readonly TaskRow[]> {
  const ids = new Set<string>();
  for await (const part of stream('log.list', { agent, type: 'task.claimed', limit: eventsMax }, signal))
    for (const { task } of [part].flat().toReversed()) if (task !== null) ids.add(task);
  if (ids.size === 0) return [];
  return (await call('task.board', { ids: [...ids] }, signal)).rows;
}
