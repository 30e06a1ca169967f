import { lazy, useMemo } from 'react';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { precise } from '../../ui/time.ts';
import { toEdge, toNode } from '../pipeline/drawn.ts';
import type { RunShown } from './run-shown.ts';
import { nodeTone } from './tones.ts';

const Graph = lazy(() => import('../../ui/Graph.tsx'));

interface PictureProps {
  readonly run: RunShown;
  readonly node: string | null;
  readonly onSelect: (step: string) => void;
}

/** The pipeline of a run, and how far it is. */
export function Picture({ run, node, onSelect }: PictureProps) {
  const { data, error } = useRead('pipeline.graph', { path: run.id });
  const drawn = useMemo(() => (data === undefined ? undefined : toDrawn(data)), [data]);
  if (error !== null) return <ErrorNote error={error} />;
  if (data === undefined || drawn === undefined) return <Loading />;
  return (
    <Graph
      label={`Pipeline ${data.pipeline}, and how far ${run.id} is`}
      nodes={drawn.nodes}
      edges={drawn.edges}
      selected={node}
      onSelect={(chosen) => {
        const latest = data.nodes.find(({ id }) => id === chosen)?.step;
        if (latest !== undefined && latest !== null) onSelect(latest);
      }}
    />
  );
}

function toDrawn({ nodes, edges }: Output<'pipeline.graph'>) {
  return {
    nodes: nodes
      .filter(({ kind }) => kind !== 'member')
      .map((node) => ({ ...toNode(node, toldOf(node)), tone: nodeTone(node.state) })),
    edges: edges.map((edge) => {
      const { label = '', ...line } = toEdge(edge);
      const { taken } = edge;
      return { ...line, isTaken: taken > 0, label: taken > 1 ? `${label} ×${taken}`.trim() : label };
    }),
  };
}

type Node = Output<'pipeline.graph'>['nodes'][number];

function toldOf({ kind, members, runtime, passes, tookMs }: Node): readonly string[] {
  return [
    kind === 'session' ? members.join(', ') : kind === 'gate' ? 'gate' : (runtime ?? ''),
    passes > 1 ? `${passes} passes` : '',
    tookMs === null ? '' : precise(tookMs),
  ];
}
