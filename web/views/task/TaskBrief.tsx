import { Link } from 'wouter';
import { useRead } from '../../data/queries.ts';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Dependencies } from './Dependencies.tsx';
import { Facts } from './Facts.tsx';
import { Story } from './Story.tsx';
import styles from './TaskBrief.module.css';
import { TaskHead } from './TaskHead.tsx';
import { Why } from './Why.tsx';

/** A task in short, beside a list. */
export function TaskBrief({ id }: { readonly id: string }) {
  const { data: task, error } = useRead('task.show', { id });
  if (error !== null) return <ErrorNote error={error} />;
  if (task === undefined) return <Loading />;
  return (
    <article className={styles['brief']}>
      <TaskHead task={task} level="h2" />
      <Why id={id} />
      <Facts task={task} />
      <Story task={task} />
      <Dependencies task={task} />
      <p>
        <Link href={`/tasks/${id}`}>Attempts, transcript and timeline of {id}</Link>
      </p>
    </article>
  );
}
