import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Editable } from './Editable.tsx';
import { TaskActions } from './TaskActions.tsx';
import styles from './TaskHead.module.css';
import { type Task, useEdit } from './use-edit.ts';

/** Which task, how it stands, and what can be done. */
export function TaskHead({ task, level: Heading }: { readonly task: Task; readonly level: 'h1' | 'h2' }) {
  const { edit } = useEdit(task);
  return (
    <header className={styles['head']}>
      <p className={styles['line']}>
        <code>{task.id}</code> <State state={task.state} />
      </p>
      <Heading className={styles['title']}>
        <Editable label="title" value={task.title} isNeeded onSave={(title) => edit({ title })}>
          <Line of={task.title} />
        </Editable>
      </Heading>
      <TaskActions task={task} />
    </header>
  );
}
