import { Link } from 'wouter';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import type { TaskRow } from '../../data/tasks.ts';
import { Line } from '../../ui/Text.tsx';
import { State } from '../../ui/state.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './NeedsYou.module.css';
import { useLatest } from './use-latest.ts';

type Agent = Output<'workspace.status'>['agents'][number];
const shownMax = 6;

/** What is stuck, what goes on, what was got: the other questions that one opens the page with. */
export function Meanwhile() {
  const { data: status } = useRead('workspace.status', {});
  const failed = useLatest('failed', shownMax);
  const done = useLatest('done', shownMax);
  if (status === undefined) return null;
  const { agents, tasks } = status;
  const stuck = agents.filter(({ hung, state }) => hung || state === 'suspect' || state === 'unknown');
  const working = agents.filter(({ state }) => state === 'working');
  return (
    <div className={styles['facts']}>
      {(stuck.length > 0 || tasks.failed > 0) && (
        <section>
          <h2>Stuck</h2>
          <ul className={styles['rows']}>
            {stuck.slice(0, shownMax).map((agent) => (
              <AgentRow key={agent.id} agent={agent} />
            ))}
            {failed.map((task) => (
              <Task key={task.id} task={task} />
            ))}
          </ul>
          <More count={tasks.failed - failed.length} href="/board?q=state:failed" what="failed" />
        </section>
      )}
      <section>
        <h2>Going on</h2>
        {working.length === 0 && <Idle tasks={tasks} agents={agents.filter(({ human }) => !human).length} />}
        <ul className={styles['rows']}>
          {working.slice(0, shownMax).map((agent) => (
            <AgentRow key={agent.id} agent={agent} />
          ))}
        </ul>
        <More count={working.length - shownMax} href="/agents?filter=state:working" what="working" />
      </section>
      {tasks.done > 0 && (
        <section>
          <h2>Done last</h2>
          <ul className={styles['rows']}>
            {done.map((task) => (
              <Task key={task.id} task={task} />
            ))}
          </ul>
          <More count={tasks.done - done.length} href="/board?q=state:done" what="done" />
        </section>
      )}
    </div>
  );
}

function AgentRow({ agent: { id, name, state, taskTitle, workingOn, why } }: { readonly agent: Agent }) {
  return (
    <li>
      <State state={state} />
      <Link href={`/agents/${id}`}>
        <Line of={[name, taskTitle ?? workingOn ?? why ?? ''].filter((one) => one !== '').join(' · ')} />
      </Link>
    </li>
  );
}

function Task({ task }: { readonly task: TaskRow }) {
  return (
    <li>
      <State state={task.state} />
      <Link href={`/tasks/${task.id}`}>
        <code>{task.id}</code> <Line of={task.title} />
      </Link>
      <Time at={task.updatedAt} />
    </li>
  );
}

function More({
  count,
  href,
  what,
}: {
  readonly count: number;
  readonly href: string;
  readonly what: string;
}) {
  if (count <= 0) return null;
  return (
    <Link href={href} className={styles['quiet'] ?? ''}>
      {count} more {what}
    </Link>
  );
}

/** Why nothing goes on, and what one could do. */
function Idle({
  tasks,
  agents,
}: {
  readonly tasks: Output<'workspace.status'>['tasks'];
  readonly agents: number;
}) {
  if (tasks.ready > 0)
    return (
      <p className={styles['quiet']}>
        {tasks.ready} {tasks.ready === 1 ? 'task is' : 'tasks are'} ready and nobody works.{' '}
        <Link href="/agents?start=1">Start an agent</Link>, or let one run <code>shoal claim</code>.
      </p>
    );
  if (agents === 0)
    return (
      <p className={styles['quiet']}>
        No agent is here yet. <Link href="/board?task=new">Add a task</Link> and{' '}
        <Link href="/agents?start=1">start an agent</Link>; or run <code>shoal setup</code> for those you
        start yourself.
      </p>
    );
  return (
    <p className={styles['quiet']}>
      Nothing is ready to be worked on. <Link href="/board?task=new">Add a task</Link>, or{' '}
      <Link href="/runs?start=1">start a run</Link> of a pipeline.
    </p>
  );
}
