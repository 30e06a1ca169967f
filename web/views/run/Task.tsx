import { lazy, Suspense } from 'react';
import { Loading } from '../../ui/Feedback.tsx';
import { visible } from '../../ui/visible.ts';
import type { RunShown } from './run-shown.ts';
import styles from './Run.module.css';

const Markdown = lazy(() => import('../../ui/Markdown.tsx'));

/** What it was asked, with which parameters, and what came out. */
export function Task({ run: { input, params, result } }: { readonly run: RunShown }) {
  return (
    <Suspense fallback={<Loading />}>
      <div className={styles['pane']}>
        <h2>Task</h2>
        <Markdown of={input} />
        {params.length > 0 && (
          <>
            <h2>Parameters</h2>
            <dl className={styles['params']}>
              {params.map(({ name, value }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{visible(String(value))}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
        <h2>Result</h2>
        {result === null ? <p className={styles['quiet']}>None yet.</p> : <Markdown of={result} />}
      </div>
    </Suspense>
  );
}
