import type { Output } from '../../data/api.ts';
import type { GraphEdge, GraphNode } from '../../ui/graph-layout.ts';

type Graph = Output<'pipeline.graph'>;

/** A stage as it is drawn. What is told of it stands below its name; what is empty is left out. */
export function toNode({ id, kind, name }: Graph['nodes'][number], told: readonly string[]): GraphNode {
  return {
    id,
    label: isPoint(kind) ? kind : name,
    detail: told.filter((part) => part !== '').join(' · '),
    shape: isPoint(kind) ? 'point' : 'box',
  };
}

/** Where the pipeline begins, or ends. */
export function isPoint(kind: string): boolean {
  return kind === 'start' || kind === 'end';
}

export function toEdge({ id, from, to, isLoop, condition, label }: Graph['edges'][number]): GraphEdge {
  return { id, from, to, isLoop, label: label ?? (condition === 'always' ? '' : condition) };
}
