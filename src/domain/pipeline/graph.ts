import type { Pipeline, PipelineNode } from './definition.ts';
import { type GraphEdge, graphEdges } from './graph-edges.ts';
import { anyId, endId, gateId, namesOthers, startId } from './graph-ids.ts';
import { type NodeProgress, noProgress, progressOf } from './graph-progress.ts';
import type { Step } from './run.ts';

/*
 * A pipeline as nodes and edges, for whoever draws it: what a run begins and ends with, agents, sessions, those who speak in
 * sessions alone, and a gate as a node of its own between an agent and those it hands over to.
 */
export interface PipelineGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

interface GraphNode extends NodeProgress {
  readonly id: string;
  readonly kind: 'start' | 'agent' | 'session' | 'member' | 'gate' | 'any' | 'end';
  readonly name: string;
  /** Node that a gate judges, or whose output names others. */
  readonly of: string | null;
  readonly runtime: string | null;
  readonly model: string | null;
  readonly members: readonly string[];
  readonly badges: readonly string[];
}

/** With `steps` of a run also how far that is. */
export function toGraph(pipeline: Pipeline, steps: readonly Step[] = []): PipelineGraph {
  const all = Object.values(pipeline.nodes);
  const spoken = new Set(all.flatMap((node) => (node.type === 'session' ? node.participants : [])));
  const led = new Set(all.flatMap(({ handoffs }) => handoffs.flatMap(({ to }) => to)));
  const isMember = ({ id, handoffs }: PipelineNode): boolean =>
    spoken.has(id) && !led.has(id) && handoffs.length === 0 && id !== pipeline.entry;
  const drawn = all.filter((node) => !isMember(node));
  const edges = graphEdges(pipeline, drawn, steps);
  const progress = progressOf(steps);
  const withProgress = (node: Drawn): GraphNode => ({ ...node, ...(progress.get(node.id) ?? noProgress) });
  const nodes: readonly Drawn[] = [
    plain('start', startId, ''),
    ...drawn.flatMap((node) => [
      nodeOf(node, node.type),
      ...(node.gate === null ? [] : [gateOf(node)]),
      ...(namesOthers(node) ? [{ ...plain('any', anyId(node.id), 'whom it names'), of: node.id }] : []),
    ]),
    ...all.filter(isMember).map((node) => nodeOf(node, 'member')),
    ...(edges.some(({ to }) => to === endId) ? [plain('end', endId, '')] : []),
  ];
  return { nodes: nodes.map(withProgress), edges };
}

type Drawn = Omit<GraphNode, keyof NodeProgress>;

function plain(kind: GraphNode['kind'], id: string, name: string): Drawn {
  return { id, kind, name, of: null, runtime: null, model: null, members: [], badges: [] };
}

function nodeOf(node: PipelineNode, kind: 'agent' | 'session' | 'member'): Drawn {
  const drawn = { ...plain(kind, node.id, node.name), badges: badgesOf(node) };
  if (node.type === 'session') return { ...drawn, members: node.participants };
  return { ...drawn, runtime: node.runtime, model: node.model };
}

function gateOf({ id, gate }: PipelineNode): Drawn {
  const drawn = { ...plain('gate', gateId(id), `${gate?.type ?? ''} gate`), of: id };
  if (gate?.type === 'llm') return { ...drawn, runtime: gate.runtime, model: gate.model };
  return gate?.type === 'command' ? { ...drawn, badges: [gate.command.join(' ')] } : drawn;
}

function badgesOf(node: PipelineNode): readonly string[] {
  const join = node.join === null ? [] : [`join ${node.join}`];
  const chunks = node.chunks === null ? [] : ['chunks'];
  if (node.type === 'session') {
    const { consensus, maxRounds } = node;
    const how = consensus.method === 'vote' ? `${consensus.require} must agree` : 'the moderator decides';
    return [...join, ...chunks, how, `${maxRounds} rounds`];
  }
  return [
    ...join,
    ...chunks,
    ...(node.tools ? ['tools'] : []),
    ...node.mcp.map(({ name }) => `mcp ${name}`),
    ...(node.flags.length === 0 ? [] : ['flags']),
    ...(node.humanInput === null ? [] : ['asks a person']),
    ...(node.retry.maxRetries === 0 ? [] : [`${node.retry.maxRetries} retries`]),
    `context ${node.context}`,
  ];
}
