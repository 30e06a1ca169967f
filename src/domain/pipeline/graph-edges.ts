import type { Condition } from './condition.ts';
import type { Pipeline, PipelineNode } from './definition.ts';
import { anyId, endId, gateId, namesOthers, startId } from './graph-ids.ts';
import { conditionText } from './mermaid.ts';
import { holdsOf } from './route.ts';
import type { Step } from './run.ts';

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly condition: string;
  readonly label: string | null;
  /** It leads back to where one came from. */
  readonly isLoop: boolean;
  /** How often a run went this way. */
  readonly taken: number;
}

/** An edge, and when a step has gone along it. */
interface Way {
  readonly from: string;
  readonly to: string;
  readonly condition: string;
  readonly label: string | null;
  readonly isTaken: (from: Step | null) => boolean;
}

export function graphEdges(
  pipeline: Pipeline,
  drawn: readonly PipelineNode[],
  steps: readonly Step[],
): readonly GraphEdge[] {
  const ways = [...startWays(pipeline, drawn), ...drawn.flatMap(waysOf)];
  const taken = counted(ways, steps);
  const loops = loopsOf(ways);
  return ways.map((way, index) => ({
    id: `e${index}`,
    from: way.from,
    to: way.to,
    condition: way.condition,
    label: way.label,
    isLoop: loops.has(way),
    taken: taken.get(way) ?? 0,
  }));
}

function startWays({ entry }: Pipeline, drawn: readonly PipelineNode[]): readonly Way[] {
  const firsts = entry === null ? drawn.map(({ id }) => id) : [entry];
  return firsts.map((to) => ({
    from: startId,
    to,
    condition: entry === null ? 'auto' : 'always',
    label: null,
    isTaken: (from) => from === null,
  }));
}

function waysOf(node: PipelineNode): readonly Way[] {
  const after = node.gate === null ? node.id : gateId(node.id);
  const toGate: Way = { from: node.id, to: gateId(node.id), condition: 'always', label: null, isTaken: yes };
  const named = namesOthers(node) ? anyId(node.id) : null;
  const ways = node.handoffs.flatMap(({ to, condition, task }) =>
    (to.length === 0 ? [named ?? ''] : to).map((target) => ({
      from: after,
      to: target,
      condition: conditionText(condition),
      label: task,
      isTaken: (from: Step | null) => from !== null && holds(condition, from),
    })),
  );
  const end: Way = { from: after, to: endId, condition: 'always', label: null, isTaken: yes };
  return [...(node.gate === null ? [] : [toGate]), ...(ways.length === 0 ? [end] : ways)];
}

const yes = (): boolean => true;

/** As far as its step says; of what it said nothing is known here. */
function holds(condition: Condition, { kind, decision, agrees }: Step): boolean {
  if (condition.type === 'expression') return true;
  return holdsOf(condition, { decision, isConsensus: kind === 'session' ? agrees === true : null });
}

/** Each step counts for the first way by which it can have come. */
function counted(ways: readonly Way[], steps: readonly Step[]): ReadonlyMap<Way, number> {
  const counts = new Map<Way, number>();
  const byEnds = Map.groupBy(ways, ({ from, to }) => `${from} ${to}`);
  const byId = new Map(steps.map((step) => [step.id, step]));
  const hasGate = new Set(ways.flatMap(({ from }) => (from.endsWith('.gate') ? [from] : [])));
  const count = (from: string, to: string, came: Step | null): void => {
    const between = byEnds.get(`${from} ${to}`) ?? byEnds.get(`${from} ${anyId(came?.node ?? '')}`) ?? [];
    const way = between.find(({ isTaken }) => isTaken(came)) ?? between[0];
    if (way !== undefined) counts.set(way, (counts.get(way) ?? 0) + 1);
  };
  const leaves = (node: string): string => (hasGate.has(gateId(node)) ? gateId(node) : node);
  for (const step of steps) {
    if (step.kind === 'gate') count(step.node, gateId(step.node), byId.get(step.from ?? '') ?? null);
    if (step.kind !== 'stage' && step.kind !== 'session') continue;
    if (step.from === null) count(startId, step.node, null);
    for (const id of [step.from, ...(step.joined ?? [])]) {
      const came = byId.get(id ?? '');
      if (came !== undefined) count(leaves(came.node), step.node, came);
    }
    const isOut = step.stage !== null && (leaves(step.node) === step.node || step.decision === 'approved');
    if (isOut) count(leaves(step.node), endId, step);
  }
  return counts;
}

/** Ways that lead to a node on the way to where they begin, walked from the start. */
function loopsOf(ways: readonly Way[]): ReadonlySet<Way> {
  const from = Map.groupBy(ways, (way) => way.from);
  const loops = new Set<Way>();
  const seen = new Set<string>();
  const path = new Set<string>();
  function walk(id: string): void {
    seen.add(id);
    path.add(id);
    for (const way of from.get(id) ?? []) {
      if (path.has(way.to)) loops.add(way);
      else if (!seen.has(way.to)) walk(way.to);
    }
    path.delete(id);
  }
  for (const id of from.keys()) if (!seen.has(id)) walk(id);
  return loops;
}
