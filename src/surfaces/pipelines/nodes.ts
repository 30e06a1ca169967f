import type { McpCommand } from '../../domain/profile.ts';
import { type Condition, parseCondition } from '../../domain/pipeline/condition.ts';
import type {
  AgentNode,
  Chunks,
  Consensus,
  Gate,
  Handoff,
  HumanInput,
  PipelineNode,
  PipelineProblem,
  Retry,
  SessionNode,
} from '../../domain/pipeline/definition.ts';
import { ExpressionError } from '../../domain/pipeline/expression.ts';
import { type PlacedAgent, problemOf } from './agents.ts';
import { mcpServerOf } from './mcp-servers.ts';
import type { AgentData, HandoffData } from './schema.ts';

/** A node with nothing left to a default; what cannot be understood is told, and left out. */
export function toNode(agent: PlacedAgent, problems: PipelineProblem[]): PipelineNode {
  const { data } = agent;
  const base = {
    id: data.id,
    name: data.name ?? inWords(data.id),
    handoffs: (data.handoffs ?? []).flatMap((handoff, index) => toHandoff(agent, handoff, index, problems)),
    gate: toGate(agent, problems),
    join: data.join ?? null,
    chunks: toChunks(data),
  } as const;
  return data.type === 'session' ? { ...base, ...toSession(data) } : { ...base, ...toAgent(agent, problems) };
}

/** `tech_lead` → Tech Lead */
function inWords(id: string): string {
  return id
    .split(/[_-]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function toAgent(
  agent: PlacedAgent,
  problems: PipelineProblem[],
): Omit<AgentNode, 'id' | 'name' | 'handoffs' | 'gate' | 'join' | 'chunks'> {
  const { data } = agent;
  return {
    type: 'agent',
    runtime: data.profile ?? data.runtime ?? '',
    model: data.model ?? null,
    prompt: data.system_prompt ?? '',
    context: data.context_strategy ?? 'both',
    contextWindow: data.context_window ?? 3,
    tools: data.tools ?? false,
    mcp: (data.mcp ?? []).flatMap((server, index) => toMcp(agent, server, index, problems)),
    flags: data.cli_flags ?? data.claude_code_flags ?? [],
    humanInput: toHumanInput(data.human_input),
    retry: toRetry(data),
  };
}

function toSession(
  data: AgentData,
): Omit<SessionNode, 'id' | 'name' | 'handoffs' | 'gate' | 'join' | 'chunks'> {
  return {
    type: 'session',
    participants: data.participants ?? [],
    turnOrder: data.turn_order ?? 'round_robin',
    maxRounds: data.max_rounds ?? 10,
    maxTurns: data.max_turns ?? null,
    consensus: toConsensus(data.consensus ?? {}),
    summaryAgent: data.summary_agent ?? null,
  };
}

function toConsensus(data: NonNullable<AgentData['consensus']>): Consensus {
  return {
    method: data.method ?? 'vote',
    keyword: data.keyword ?? 'VOTE: AGREE',
    require: data.require ?? 'all',
    requireChunksDone: data.require_chunks_done ?? false,
  };
}

function toHandoff(
  agent: PlacedAgent,
  data: HandoffData,
  index: number,
  problems: PipelineProblem[],
): readonly Handoff[] {
  const condition = toCondition(agent, data.condition ?? 'always', index, problems);
  if (condition === null) return [];
  const to = (typeof data.to === 'string' ? data.to.split(',') : data.to)
    .map((id) => id.trim())
    .filter((id) => id !== '');
  const isAny = condition.type === 'auto' && (to.includes('*') || to.includes('auto'));
  return [
    { to: isAny ? [] : to, task: data.task ?? null, condition, payload: data.payload ?? '{{ output }}' },
  ];
}

function toCondition(
  agent: PlacedAgent,
  text: string,
  index: number,
  problems: PipelineProblem[],
): Condition | null {
  try {
    return parseCondition(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const where = error.offset > 0 ? ` (at character ${error.offset + 1} of "${text}")` : '';
    problems.push(problemOf(agent, ['handoffs', String(index), 'condition'], `${error.message}${where}`));
    return null;
  }
}

function toGate(agent: PlacedAgent, problems: PipelineProblem[]): Gate | null {
  const { gate } = agent.data;
  if (gate === undefined || gate === null) return null;
  const maxRetries = gate.max_retries ?? 3;
  const prompt = gate.prompt ?? '';
  switch (gate.type ?? 'llm') {
    case 'human':
      return { type: 'human', prompt, maxRetries };
    case 'llm':
      return {
        type: 'llm',
        prompt,
        maxRetries,
        model: gate.model ?? null,
        runtime: gate.runtime ?? 'claude',
      };
    case 'command': {
      const command = typeof gate.command === 'string' ? gate.command.trim().split(/\s+/) : gate.command;
      if (command === undefined || /["'\\$`|&;<>]/.test(typeof gate.command === 'string' ? gate.command : ''))
        problems.push(
          problemOf(
            agent,
            ['gate', 'command'],
            command === undefined
              ? 'a command gate needs a command'
              : 'no shell reads the command; write it as a list: [npm, test]',
          ),
        );
      return {
        type: 'command',
        command: command ?? [],
        maxRetries,
        timeoutMs: (gate.timeout ?? 600) * 1_000,
      };
    }
  }
}

function toChunks({ chunks, type }: AgentData): Chunks | null {
  if (chunks === undefined || chunks === null || type !== 'session') return null;
  return chunks.enabled === false ? null : { initial: chunks.initial ?? [] };
}

function toHumanInput(data: AgentData['human_input']): HumanInput | null {
  if (data === undefined || data === null || data === false) return null;
  if (data === true) return { mode: 'on_demand', prompt: '' };
  if (typeof data === 'string') return { mode: data, prompt: '' };
  return data.enabled === false ? null : { mode: data.mode ?? 'on_demand', prompt: data.prompt ?? '' };
}

function toRetry({ retry }: AgentData): Retry {
  return {
    maxRetries: retry?.max_retries ?? 0,
    backoffMs: (retry?.backoff ?? 0) * 1_000,
    fallbackContext: retry?.fallback_context_strategy ?? null,
  };
}

function toMcp(
  agent: PlacedAgent,
  data: NonNullable<AgentData['mcp']>[number],
  index: number,
  problems: PipelineProblem[],
): readonly McpCommand[] {
  const server = mcpServerOf(typeof data === 'string' ? { server: data } : data);
  if (typeof server !== 'string') return [server];
  problems.push(problemOf(agent, ['mcp', String(index)], server));
  return [];
}
