import { lazy, Suspense } from 'react';
import { Loading } from '../../ui/Feedback.tsx';
import styles from './Pipeline.module.css';
import type { Checks } from './use-checks.ts';

const Graph = lazy(() => import('../../ui/Graph.tsx'));

interface PictureProps {
  readonly checks: Checks;
  readonly selected: string | null;
  /** The agent, or the session, whose node it is. */
  readonly onSelect: (id: string) => void;
  readonly onConnect: (from: string, to: string, isJudged: boolean) => void;
}

/** The pipeline as it was when it was last sound. */
export function Picture({ checks: { graph, isDrawnOld }, selected, onSelect, onConnect }: PictureProps) {
  if (graph === undefined)
    return (
      <p className={styles['quiet']} role="status">
        {isDrawnOld ? 'It is drawn once nothing in it is wrong.' : 'Drawing …'}
      </p>
    );
  return (
    <>
      {isDrawnOld && (
        <p className={styles['old']} role="status">
          Drawn as it was before the errors.
        </p>
      )}
      <Suspense fallback={<Loading what="Drawing" />}>
        <Graph
          label={`Pipeline ${graph.pipeline}`}
          direction="down"
          nodes={graph.nodes.map(({ id, kind, name, runtime, model, members, badges }) => ({
            id,
            label: kind === 'start' ? 'start' : kind === 'end' ? 'end' : name,
            detail: [
              kind === 'session' ? members.join(', ') : '',
              runtime ?? '',
              model ?? '',
              ...badges.filter(isTold),
            ]
              .filter((part) => part !== '')
              .join(' · '),
            shape: kind === 'start' || kind === 'end' ? ('point' as const) : ('box' as const),
          }))}
          edges={graph.edges.map(({ id, from, to, condition, label, isLoop }) => ({
            id,
            from,
            to,
            isLoop,
            label: label ?? (condition === 'always' ? '' : condition),
          }))}
          selected={selected}
          onConnect={(from, to) => {
            const [source, target] = [from, to].map((id) => graph.nodes.find((node) => node.id === id));
            if (source === undefined || target === undefined || target.of !== null) return;
            onConnect(source.of ?? source.id, target.id, source.kind === 'gate');
          }}
          onSelect={(chosen) => {
            const node = graph.nodes.find(({ id }) => id === chosen);
            if (node !== undefined && node.kind !== 'start' && node.kind !== 'end')
              onSelect(node.of ?? node.id);
          }}
        />
      </Suspense>
    </>
  );
}

/** The context strategy stands in the form. */
function isTold(badge: string): boolean {
  return !badge.startsWith('context ');
}
