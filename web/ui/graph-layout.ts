import { Graph, layout } from '@dagrejs/dagre';
import type { Tone } from './state.tsx';
import { visible } from './visible.ts';

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** A second line, in quiet. */
  readonly detail?: string;
  readonly tone?: Tone | null;
  /** start and end are points. Default: box */
  readonly shape?: 'box' | 'point';
}

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  /** It leads back. */
  readonly isLoop?: boolean;
  /** It was taken. */
  readonly isTaken?: boolean;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly direction: 'down' | 'right';
  /** The left upper corner of each node. */
  readonly places: ReadonlyMap<string, Place>;
  readonly width: number;
  readonly height: number;
}

const charWidth = 7.5;
const edgeCharsMax = 40;

/** Where each node stands: ranks from its start, edges crossing little. */
export function laidOut(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  direction: Layout['direction'],
): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: direction === 'down' ? 'TB' : 'LR', nodesep: 32, ranksep: 48, edgesep: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, sizeOf(node));
  for (const { id, from, to, label = '' } of edges)
    graph.setEdge(from, to, { width: edgeLabel(label).length * charWidth, height: 16, labelpos: 'c' }, id);
  layout(graph);
  const places = nodes.map(({ id }): readonly [string, Place] => {
    const { x, y, width, height } = graph.node(id) as Place; // what was set above, with its place
    return [id, { x: x - width / 2, y: y - height / 2, width, height }];
  });
  const { width = 0, height = 0 } = graph.graph();
  return { direction, places: new Map(places), width, height };
}

/** What stands at an edge: literally, and no longer than there is room for. */
export function edgeLabel(label: string): string {
  const shown = visible(label);
  return shown.length > edgeCharsMax ? `${shown.slice(0, edgeCharsMax)}…` : shown;
}

function sizeOf({ label, detail = '', shape }: GraphNode): {
  readonly width: number;
  readonly height: number;
} {
  if (shape === 'point') return { width: 64, height: 24 };
  const chars = Math.min(Math.max(label.length + 3, detail.length), 44);
  return {
    width: Math.max(detail === '' ? 64 : 120, chars * charWidth + 24),
    height: detail === '' ? 36 : 52,
  };
}
