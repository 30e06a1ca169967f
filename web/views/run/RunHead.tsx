import { Link } from 'wouter';
import { counted, money } from '../../ui/figures.ts';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { precise } from '../../ui/time.ts';
import type { RunShown } from './run-shown.ts';
import { RunActions } from './RunActions.tsx';
import styles from './Run.module.css';
import { runTone } from './tones.ts';

/** What it is, how it is, what it cost so far. */
export function RunHead({ run }: { readonly run: RunShown }) {
  const {
    id,
    title,
    state,
    why,
    pipeline,
    runKind,
    parent,
    startedAt,
    tookMs,
    costUsd,
    priority,
    consensus,
  } = run;
  return (
    <div className={styles['head']}>
      <div>
        <h1>
          <code>{id}</code> <Line of={title} charsMax={200} />
        </h1>
        <p className={styles['facts']}>
          <State state={state} tone={runTone(run)} />
          {why !== null && <Line of={why} charsMax={200} />}
          <Link href={`/pipelines/${encodeURIComponent(pipeline)}`}>
            <Line of={pipeline} />
          </Link>
          {parent !== null && (
            <span>
              {runKind} of{' '}
              <Link href={`/runs/${parent}`}>
                <code>{parent}</code>
              </Link>
            </span>
          )}
          {startedAt !== null && (
            <span>
              begun <Time at={startedAt} />
            </span>
          )}
          {tookMs !== null && <span>took {precise(tookMs)}</span>}
          <span>{money(costUsd)}</span>
          <span>priority {priority}</span>
          {consensus !== null && (
            <span>
              {consensus.isReached ? 'consensus' : 'no consensus'} after {counted(consensus.rounds, 'round')}
            </span>
          )}
          <Where run={run} />
        </p>
      </div>
      <RunActions run={run} />
    </div>
  );
}

/** Its own work tree, and what became of it. */
function Where({ run: { branch, worktree, worktreeWhy, waitsFor } }: { readonly run: RunShown }) {
  if (waitsFor !== null)
    return (
      <span>
        waits for{' '}
        <Link href={`/runs/${waitsFor}`}>
          <code>{waitsFor}</code>
        </Link>
        , which works in the same place
      </span>
    );
  if (branch === null) return null;
  return (
    <span>
      branch <code>{branch}</code>
      {worktree === 'kept' && `, kept: ${worktreeWhy ?? ''}`}
      {worktree === 'removed' && ', its work tree is removed'}
    </span>
  );
}
