import { lazy, Suspense, useMemo } from 'react';
import type { Output } from '../../data/api.ts';
import { Loading } from '../../ui/Feedback.tsx';
import { isPoint, toEdge, toNode } from './drawn.ts';
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
  // Only when it is another: the page around it is drawn again at every letter.
  const drawn = useMemo(() => (graph === undefined ? undefined : toDrawn(graph)), [graph]);
  if (graph === undefined || drawn === undefined)
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
          isDown
          nodes={drawn.nodes}
          edges={drawn.edges}
          selected={selected}
          onConnect={(from, to) => {
            const [source, target] = [from, to].map((id) => graph.nodes.find((node) => node.id === id));
            if (source === undefined || target === undefined || target.of !== null) return;
            onConnect(source.of ?? source.id, target.id, source.kind === 'gate');
          }}
          onSelect={(chosen) => {
            const node = graph.nodes.find(({ id }) => id === chosen);
            if (node !== undefined && !isPoint(node.kind)) onSelect(node.of ?? node.id);
          }}
        />
      </Suspense>
    </>
  );
}

function toDrawn({ nodes, edges }: Output<'pipeline.graph'>) {
  return { nodes: nodes.map((node) => toNode(node, toldOf(node))), edges: edges.map(toEdge) };
}

type Node = Output<'pipeline.graph'>['nodes'][number];

function toldOf({ kind, members, runtime, model, badges }: Node): readonly string[] {
  const speakers = kind === 'session' ? members.join(', ') : '';
  // The context strategy stands in the form.
  return [speakers, runtime ?? '', model ?? '', ...badges.filter((badge) => !badge.startsWith('context '))];
}
