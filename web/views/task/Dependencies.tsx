import { lazy, Suspense, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Glyph, toneOfState } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { toGraph } from './dependency-graph.ts';
import { Editable } from './Editable.tsx';
import { wordsOf } from './Facts.tsx';
import styles from './Dependencies.module.css';
import { type Task, useEdit } from './use-edit.ts';

const Graph = lazy(() => import('../../ui/Graph.tsx'));

type Row = Output<'task.deps'>[number];

interface DependenciesProps {
  readonly task: Task;
  /** As a graph, too, when there are some. Default: false */
  readonly isDrawn?: boolean;
}

/** What a task waits for, and what waits for it. */
export function Dependencies({ task, isDrawn = false }: DependenciesProps) {
  const { data: before = [] } = useRead('task.deps', { id: task.id });
  const { data: after = [] } = useRead('task.deps', { id: task.id, dependents: true });
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
      <Others rows={before} />
      {after.length > 1 && <h3>Waiting for it</h3>}
      <Others rows={after} />
      {isDrawn && before.length + after.length > 3 && <Drawn id={task.id} before={before} after={after} />}
    </section>
  );
}

const shownMax = 30;

function Others({ rows }: { readonly rows: readonly Row[] }) {
  const others = rows.filter(({ depth, seen }) => depth > 0 && !seen);
  if (others.length === 0) return null;
  return (
    <>
      <ul>
        {others.slice(0, shownMax).map(({ id, title, state, depth }) => (
          <li key={id} style={{ paddingInlineStart: Math.min(depth - 1, 8) * 12 }}>
            <Glyph tone={toneOfState(state)} />{' '}
            <Link href={`/tasks/${id}`}>
              <code>{id}</code> <Line of={title} />
            </Link>{' '}
            <span className={styles['state']}>{state}</span>
          </li>
        ))}
      </ul>
      {others.length > shownMax && <p className={styles['state']}>and {others.length - shownMax} more</p>}
    </>
  );
}

interface DrawnProps {
  readonly id: string;
  readonly before: readonly Row[];
  readonly after: readonly Row[];
}

function Drawn({ id, before, after }: DrawnProps) {
  const [, navigate] = useLocation();
  const { nodes, edges } = useMemo(() => toGraph(before, after), [before, after]);
  return (
    <Suspense fallback={null}>
      <Graph
        label={`What ${id} waits for, and what waits for it`}
        nodes={nodes}
        edges={edges}
        selected={id}
        onSelect={(other) => other !== id && navigate(`/tasks/${other}`)}
      />
    </Suspense>
  );
}
