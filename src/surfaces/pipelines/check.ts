import {
  type Pipeline,
  type PipelineNode,
  type PipelineProblem,
  type RuntimeCheck,
  targetsOf,
} from '../../domain/pipeline/definition.ts';
import { checkTemplate, mentions, TemplateError } from '../../domain/pipeline/template.ts';
import { type PlacedAgent, problemOf, warningOf } from './agents.ts';

export interface CheckedNode {
  readonly agent: PlacedAgent;
  readonly node: PipelineNode;
}

/** What no schema can say: names that must exist, templates, what one field wants of another. */
export function checkNodes(
  nodes: readonly CheckedNode[],
  entry: string | null,
  runtime?: RuntimeCheck,
): readonly PipelineProblem[] {
  const byId = new Map(nodes.map(({ node }) => [node.id, node]));
  return [
    ...nodes.flatMap((checked) => [
      ...checkTargets(checked, byId),
      ...checkTemplates(checked),
      ...(runtime === undefined ? [] : checkRuntimes(checked, runtime)),
      ...(checked.node.type === 'session' ? checkSession(checked, byId) : checkAgent(checked)),
    ]),
    ...checkReach(nodes, entry),
  ];
}

/** The first that is more than somebody's partner in a session; those of this file before those of others. */
export function firstOf(nodes: readonly CheckedNode[]): string | null {
  const spoken = new Set(nodes.flatMap(({ node }) => (node.type === 'session' ? node.participants : [])));
  const own = nodes.filter(({ agent }) => !agent.isImported);
  const candidates = [...own, ...nodes];
  return (candidates.find(({ node }) => !spoken.has(node.id)) ?? candidates[0])?.node.id ?? null;
}

function checkTargets(
  { agent, node }: CheckedNode,
  byId: ReadonlyMap<string, PipelineNode>,
): readonly PipelineProblem[] {
  // Those whose condition is wrong are left out of the node: they are looked at in the file.
  return (agent.data.handoffs ?? []).flatMap(({ to, condition }, index) => {
    const named = (typeof to === 'string' ? to.split(',') : to).map((id) => id.trim());
    const isAuto = condition?.trim().toLowerCase() === 'auto';
    const key = ['handoffs', String(index), 'to'];
    if (named.every((id) => id === '')) return [problemOf(agent, key, 'a handoff goes to somebody')];
    return named.flatMap((id) => {
      if (id === '' || byId.has(id) || (isAuto && (id === '*' || id === 'auto'))) return [];
      if (id === '*') return [problemOf(agent, key, '"*" needs the condition auto')];
      return [
        problemOf(agent, key, `${node.id} hands over to "${id}", which is no agent`, {
          word: id,
          known: [...byId.keys()],
        }),
      ];
    });
  });
}

function checkTemplates({ agent, node }: CheckedNode): readonly PipelineProblem[] {
  const gatePrompt = node.gate !== null && node.gate.type !== 'command' ? node.gate.prompt : '';
  const texts: readonly (readonly [readonly string[], string])[] = [
    [['system_prompt'], node.type === 'agent' ? node.prompt : ''],
    [['gate', 'prompt'], gatePrompt],
    ...(agent.data.handoffs ?? []).map(
      ({ payload }, index) => [['handoffs', String(index), 'payload'], payload ?? ''] as const,
    ),
  ];
  return texts.flatMap(([key, text]) => {
    try {
      checkTemplate(text);
      return [];
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return [problemOf(agent, key, `${key.join('.')} is no template: ${error.message}`)];
    }
  });
}

const sessionKeys = [
  'participants',
  'turn_order',
  'max_rounds',
  'max_turns',
  'consensus',
  'summary_agent',
] as const;

function checkAgent({ agent, node }: CheckedNode): readonly PipelineProblem[] {
  if (node.type !== 'agent') return [];
  const problems: PipelineProblem[] = [];
  const { data } = agent;
  if (node.runtime === '')
    problems.push(
      problemOf(
        agent,
        [],
        `${node.id} needs a runtime: a harness such as claude, or a profile of shoal.yaml`,
      ),
    );
  for (const key of sessionKeys)
    if (data[key] !== undefined && data[key] !== null)
      problems.push(warningOf(agent, [key], `${key} means something only with type: session`));
  if (data.chunks !== undefined && data.chunks !== null)
    problems.push(warningOf(agent, ['chunks'], 'chunks mean something only with type: session'));
  if (data.claude_code_flags !== undefined && data.claude_code_flags !== null)
    problems.push(warningOf(agent, ['claude_code_flags'], 'claude_code_flags is called cli_flags now'));
  if (
    !mentions(node.prompt, 'input') &&
    !mentions(node.prompt, 'context') &&
    !mentions(node.prompt, 'transcript')
  )
    problems.push(
      warningOf(
        agent,
        ['system_prompt'],
        `the prompt of ${node.id} has no {{ input }}: what it is given is put below it`,
      ),
    );
  return problems;
}

function checkRuntimes({ agent, node }: CheckedNode, check: RuntimeCheck): readonly PipelineProblem[] {
  const { gate } = node;
  const key = agent.data.profile === undefined ? 'runtime' : 'profile';
  const found = [
    ...(node.type === 'agent' && node.runtime !== ''
      ? [{ at: [key], who: node.id, wrong: check({ runtime: node.runtime }) }]
      : []),
    ...(gate?.type === 'llm'
      ? [{ at: ['gate', 'runtime'], who: `the gate of ${node.id}`, wrong: check({ runtime: gate.runtime }) }]
      : []),
    ...(gate?.type === 'command'
      ? [
          {
            at: ['gate', 'command'],
            who: `the gate of ${node.id}`,
            wrong: check({ program: gate.command[0] ?? '' }),
          },
        ]
      : []),
  ];
  return found.flatMap(({ at, who, wrong }) =>
    wrong === null
      ? []
      : [(wrong.severity === 'error' ? problemOf : warningOf)(agent, at, `${who} ${wrong.text}`)],
  );
}

function checkSession(
  { agent, node }: CheckedNode,
  byId: ReadonlyMap<string, PipelineNode>,
): readonly PipelineProblem[] {
  if (node.type !== 'session') return [];
  const { participants, summaryAgent, consensus } = node;
  const problems: PipelineProblem[] = [];
  if (participants.length === 0)
    problems.push(problemOf(agent, ['participants'], `${node.id} has no participants`));
  for (const [index, id] of participants.entries()) {
    const key = ['participants', String(index)];
    const partner = byId.get(id);
    if (partner === undefined)
      problems.push(
        problemOf(agent, key, `participant "${id}" is no agent`, { word: id, known: [...byId.keys()] }),
      );
    else if (partner.type === 'session')
      problems.push(problemOf(agent, key, `participant "${id}" is a session itself`));
    if (participants.indexOf(id) !== index) problems.push(problemOf(agent, key, `"${id}" takes part twice`));
  }
  if (summaryAgent !== null && !participants.includes(summaryAgent))
    problems.push(
      problemOf(agent, ['summary_agent'], `summary_agent "${summaryAgent}" is no participant`, {
        word: summaryAgent,
        known: participants,
      }),
    );
  if (summaryAgent === null && (consensus.method === 'moderator_decides' || node.turnOrder === 'moderator'))
    problems.push(problemOf(agent, [], `${node.id} needs a summary_agent: that is its moderator`));
  if (typeof consensus.require === 'number' && consensus.require > participants.length)
    problems.push(
      problemOf(
        agent,
        ['consensus', 'require'],
        `${consensus.require} of ${participants.length} participants can never agree`,
      ),
    );
  if (consensus.requireChunksDone && node.chunks === null)
    problems.push(problemOf(agent, ['consensus', 'require_chunks_done'], 'require_chunks_done needs chunks'));
  return problems;
}

/** Told only when the names are right: else everything would seem to be out of reach. */
function checkReach(nodes: readonly CheckedNode[], entry: string | null): readonly PipelineProblem[] {
  const ids = nodes.map(({ node }) => node.id);
  const byId = new Map(nodes.map(({ node }) => [node.id, node]));
  if (entry === null || !byId.has(entry)) return [];
  const reached = new Set<string>();
  const open = [entry];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = byId.get(id);
    if (node === undefined || reached.has(id)) continue;
    reached.add(id);
    open.push(...targetsOf(node, ids), ...(node.type === 'session' ? node.participants : []));
  }
  return nodes
    .filter(({ node }) => !reached.has(node.id))
    .map(({ agent, node }) => warningOf(agent, ['id'], `nothing leads from ${entry} to ${node.id}`));
}

/** Ways that lead back to where they began, each once, from where it is entered first. */
export function cyclesOf({ nodes }: Pick<Pipeline, 'nodes'>): readonly (readonly string[])[] {
  const ids = Object.keys(nodes);
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  function walk(id: string): void {
    const at = path.indexOf(id);
    if (at >= 0) return void found.push(path.slice(at));
    const node = nodes[id];
    if (node === undefined || done.has(id)) return;
    path.push(id);
    for (const target of targetsOf(node, ids)) walk(target);
    path.pop();
    done.add(id);
  }
  for (const id of ids) walk(id);
  return found;
}
