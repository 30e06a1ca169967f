import { Link } from 'wouter';
import { useRead } from '../../data/queries.ts';
import { Glyph, toneOfState } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Editable } from './Editable.tsx';
import { wordsOf } from './Facts.tsx';
import styles from './Dependencies.module.css';
import { type Task, useEdit } from './use-edit.ts';

/** What a task waits for, and what waits for it. */
export function Dependencies({ task }: { readonly task: Task }) {
  const { edit } = useEdit(task);
  const save = (text: string) => {
    const wanted = wordsOf(text);
    const more = wanted.filter((id) => !task.dependsOn.includes(id));
    const gone = task.dependsOn.filter((id) => !wanted.includes(id));
    return edit({
      ...(more.length === 0 ? {} : { dependsOn: more }),
      ...(gone.length === 0 ? {} : { independentOf: gone }),
    });
  };
  return (
    <section className={styles['dependencies']} aria-label="Dependencies">
      <h3>
        Depends on{' '}
        <Editable label="what it depends on" value={task.dependsOn.join(' ')} onSave={save}>
          {task.dependsOn.length === 0 ? 'nothing' : task.dependsOn.join(' ')}
        </Editable>
      </h3>
      <Near id={task.id} isDependents={false} />
      <Near id={task.id} isDependents />
    </section>
  );
}

const shownMax = 30;

function Near({ id, isDependents }: { readonly id: string; readonly isDependents: boolean }) {
  const { data = [] } = useRead('task.deps', { id, dependents: isDependents });
  const others = data.filter(({ depth, seen }) => depth > 0 && !seen);
  if (others.length === 0) return null;
  return (
    <>
      {isDependents && <h3>Waiting for it</h3>}
      <ul>
        {others.slice(0, shownMax).map(({ id: other, title, state, depth }) => (
          <li key={other} style={{ paddingInlineStart: (depth - 1) * 12 }}>
            <Glyph tone={toneOfState(state)} />{' '}
            <Link href={`/tasks/${other}`}>
              <code>{other}</code> <Line of={title} />
            </Link>{' '}
            <span className={styles['state']}>{state}</span>
          </li>
        ))}
      </ul>
      {others.length > shownMax && <p className={styles['state']}>and {others.length - shownMax} more</p>}
    </>
  );
}
