import { lazy, Suspense } from 'react';
import { Block, Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { Editable } from './Editable.tsx';
import styles from './Story.module.css';
import { type Task, useEdit } from './use-edit.ts';

const Markdown = lazy(() => import('../../ui/Markdown.tsx'));

/** What is to be done, what was said of it, and what came of it. */
export function Story({ task }: { readonly task: Task }) {
  const { edit } = useEdit(task);
  const { description, context, progress, result, error, notes } = task;
  return (
    <div className={styles['story']}>
      <section aria-label="Description">
        <Words of={description} />
        <Editable
          label="description"
          value={description ?? ''}
          lines={8}
          onSave={(text) => edit({ description: text })}
        >
          <span className={styles['quiet']}>
            {isBlank(description) ? 'Describe it' : 'Edit the description'}
          </span>
        </Editable>
      </section>
      {!isBlank(context) && (
        <section aria-label="Context">
          <h3>What the worker must know</h3>
          <Words of={context} />
        </section>
      )}
      {progress !== null && task.state === 'running' && (
        <section aria-label="Progress">
          <h3>Progress</h3>
          <Block of={progress} />
        </section>
      )}
      {result !== null && (
        <section aria-label="Result">
          <h3>Result</h3>
          <Words of={result} />
        </section>
      )}
      {error !== null && task.state !== 'done' && (
        <section aria-label="Error">
          <h3>{task.state === 'cancelled' ? 'Why it was cancelled' : 'Last error'}</h3>
          <Block of={error} />
        </section>
      )}
      {notes.length > 0 && (
        <section aria-label="Notes">
          <h3>Notes</h3>
          <ul className={styles['notes']}>
            {notes.map(({ at, by, byName, text }) => (
              <li key={`${at} ${by}`}>
                <span className={styles['quiet']}>
                  <Line of={byName ?? by ?? 'somebody'} /> <Time at={at} />
                </span>
                <Words of={text} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function isBlank(text: string | null): text is null {
  return text === null || text.trim() === '';
}

function Words({ of }: { readonly of: string | null }) {
  if (isBlank(of)) return null;
  return (
    <Suspense fallback={<Block of={of} />}>
      <Markdown of={of} />
    </Suspense>
  );
}
