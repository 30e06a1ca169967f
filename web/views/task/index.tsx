import { Link, useParams } from 'wouter';
import { useRead } from '../../data/queries.ts';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Attempts } from './Attempts.tsx';
import { Dependencies } from './Dependencies.tsx';
import { Facts } from './Facts.tsx';
import { Messages } from './Messages.tsx';
import { Story } from './Story.tsx';
import styles from './TaskPage.module.css';
import { TaskHead } from './TaskHead.tsx';
import { Timeline } from './Timeline.tsx';
import { Why } from './Why.tsx';

/** A task: its story, what was done in each attempt, and its facts. */
export default function TaskPage() {
  const { id } = useParams<{ id: string }>();
  const { data: task, error, refetch } = useRead('task.show', { id }, { keep: false });
  if (error !== null)
    return (
      <ErrorNote error={error} onRetry={refetch}>
        <Link href="/board">All tasks</Link>
      </ErrorNote>
    );
  if (task === undefined) return <Loading />;
  return (
    <article className={styles['page']}>
      <div className={styles['head']}>
        <TaskHead task={task} level="h1" />
      </div>
      <aside className={styles['facts']} aria-label="Facts">
        <h2 className="hidden-visually">Facts</h2>
        <Why id={task.id} />
        <Facts task={task} />
        <Dependencies task={task} isDrawn />
        <Messages id={task.id} />
      </aside>
      <div className={styles['story']}>
        <h2 className="hidden-visually">Story</h2>
        <Story task={task} />
        <Timeline id={task.id} />
      </div>
      <div className={styles['work']}>
        <h2 className="hidden-visually">Attempts</h2>
        <Attempts id={task.id} />
      </div>
    </article>
  );
}
