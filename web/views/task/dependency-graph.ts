import type { Output } from '../../data/api.ts';
import type { GraphEdge, GraphNode } from '../../ui/graph-layout.ts';
import { toneOfState } from '../../ui/state.tsx';

type Row = Output<'task.deps'>[number];

const nodesMax = 40;

/** What a task waits for and what waits for it, as a graph that leads from what comes first to what comes last. */
export function toGraph(dependencies: readonly Row[], dependents: readonly Row[]) {
  const nodes = new Map<string, GraphNode>();
  for (const { id, state } of [...nearest(dependencies), ...nearest(dependents)])
    nodes.set(id, { id, label: id, tone: toneOfState(state) });
  const edges = new Map<string, GraphEdge>();
  const lead = (from: string, to: string) => {
    const id = `${from} ${to}`;
    if (nodes.has(from) && nodes.has(to)) edges.set(id, { id, from, to });
  };
  for (const { parent, child } of pairs(dependencies)) lead(child, parent);
  for (const { parent, child } of pairs(dependents)) lead(parent, child);
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** Of a large graph what is near the task. */
function nearest(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => a.depth - b.depth).slice(0, nodesMax / 2);
}

/** Rows come depth first: the parent of each is the last one above it that is a step higher. */
function* pairs(rows: readonly Row[]): Generator<{ readonly parent: string; readonly child: string }> {
  const above: string[] = [];
  for (const { id, depth } of rows) {
    above[depth] = id;
    const parent = above[depth - 1];
    if (parent !== undefined) yield { parent, child: id };
  }
}
