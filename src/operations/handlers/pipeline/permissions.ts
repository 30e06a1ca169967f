import type { Gate, Pipeline, PipelineNode } from '../../../domain/pipeline/definition.ts';
import type { Config } from '../../ports.ts';
import { stageProfile } from '../run/queues.ts';

/** What a pipeline runs and may do, a line each: what a person agrees to before somebody else's runs here. */
export function whatRuns(
  { nodes, limits }: Pipeline,
  config: Pick<Config, 'profiles' | 'written'>,
): readonly string[] {
  const cost = limits.costUsd === null ? '' : `, for ${limits.costUsd} US dollars at most`;
  return [
    ...Object.values(nodes).flatMap((node) => [...nodeLines(node, config), ...gateLines(node.id, node.gate)]),
    `no more than ${limits.callsMax} turns of agents${cost}`,
  ];
}

function nodeLines(node: PipelineNode, config: Pick<Config, 'profiles' | 'written'>): readonly string[] {
  if (node.type === 'session') return [];
  const profile = stageProfile(node, config);
  const permission = profile === null ? 'which is not here' : permissionWords[profile.permission];
  const model = node.model === null ? '' : `, model ${node.model}`;
  return [
    `${node.id}: ${node.runtime}${model}, ${permission}`,
    ...(node.flags.length === 0 ? [] : [`${node.id}: flags ${shown(node.flags)}`]),
    ...node.mcp.map(({ name, command, args, env }) => {
      const variables = Object.keys(env);
      const withEnv = variables.length === 0 ? '' : `, with ${variables.join(', ')} set`;
      return `${node.id}: MCP server ${name} runs ${shown([command, ...args])}${withEnv}`;
    }),
  ];
}

const permissionWords = {
  read: 'reads only',
  write: 'changes files here',
  full: 'may do anything unasked',
  auto: 'asks for what matters',
} as const;

function gateLines(id: string, gate: Gate | null): readonly string[] {
  switch (gate?.type) {
    case 'command':
      return [`${id}: its gate runs ${shown(gate.command)}`];
    case 'llm':
      return [`${id}: its gate asks ${gate.runtime}${gate.model === null ? '' : `, model ${gate.model}`}`];
    default:
      return [];
  }
}

/** As a shell would want it, so that what is one argument is seen as one. */
function shown(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}
