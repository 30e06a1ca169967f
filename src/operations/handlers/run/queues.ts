import type { AgentNode, Gate, PipelineNode } from '../../../domain/pipeline/definition.ts';
import type { Profile } from '../../../domain/profile.ts';
import { queueOfBucket } from '../../../domain/task-rules.ts';
import type { View } from '../../../store/port.ts';
import type { Config } from '../../ports.ts';
import type { DispatchedQueue } from '../queue/feed.ts';
import { planOf } from './board.ts';

const form = /^(r\d+)\.([A-Za-z_][\w-]*)(\.gate|\.entry)?$/;

export function isRunQueue(name: string): boolean {
  return form.test(name);
}

/** Queues of runs that have something ready. */
export function runQueues(
  view: View,
  config: Pick<Config, 'profiles' | 'written'>,
): readonly DispatchedQueue[] {
  const names = new Set(view.buckets('task', 'ready').map(queueOfBucket).filter(isRunQueue));
  return [...names].flatMap((name) => runQueue(view, config, name) ?? []);
}

/** undefined: there is no such run, or nobody can work for it. */
export function runQueue(
  view: View,
  config: Pick<Config, 'profiles' | 'written'>,
  name: string,
): DispatchedQueue | undefined {
  const [, id = '', node = '', part] = form.exec(name) ?? [];
  const run = view.get('run', id);
  const pipeline = planOf(view, run?.plan ?? '');
  const found = pipeline?.nodes[node];
  if (run === undefined || pipeline === undefined || found === undefined) return undefined;
  const profile = profileOfQueue(found, part, config);
  if (profile === null) return undefined;
  const { parallelMax } = pipeline.limits;
  const queue = { name, profile: profile.name, maxParallel: parallelMax, maxAttempts: 1, open: false };
  return { queue, profile, directory: run.directory, called: part === '.gate' ? 'gate' : node };
}

function profileOfQueue(
  node: PipelineNode,
  part: string | undefined,
  config: Pick<Config, 'profiles' | 'written'>,
): Profile | null {
  if (part === '.gate') return gateProfile(node.gate, config);
  const profile = node.type === 'agent' ? stageProfile(node, config) : null;
  const isWritten = node.type === 'agent' && config.written.includes(node.runtime);
  return part === undefined || profile === null || isWritten
    ? profile
    : { ...profile, ...textOnly, servers: [] };
}

/**
 * Its profile of shoal.yaml, or its harness; with its own model, flags and MCP servers. It keeps the name, by which budgets
 * and policies know it. null: there is none of the name.
 */
export function stageProfile(node: AgentNode, config: Pick<Config, 'profiles' | 'written'>): Profile | null {
  const base = profileOf(node.runtime, config);
  if (base === null) return null;
  const isWritten = config.written.includes(node.runtime);
  const hasTools = node.tools || node.mcp.length > 0 || node.flags.length > 0;
  return {
    ...base,
    model: node.model ?? base.model,
    ...(isWritten ? {} : hasTools ? withTools : textOnly),
    command: node.flags.length === 0 ? base.command : [...(base.command ?? [base.harness]), ...node.flags],
    servers: node.mcp,
  };
}

/** Neither MCP servers nor flags are named for it: it is to think and write, not to act. */
const textOnly = { permission: 'read', mcp: 'none', toolset: 'read' } as const;
const withTools = { permission: 'write' } as const;

/** Who judges; null for a gate of a person, and where there is no profile of the name. */
function gateProfile(gate: Gate | null, config: Pick<Config, 'profiles' | 'written'>): Profile | null {
  switch (gate?.type) {
    case 'llm': {
      const base = profileOf(gate.runtime, config);
      return base === null ? null : { ...base, model: gate.model ?? base.model, ...textOnly };
    }
    case 'command': {
      const base = profileOf('claude', config);
      return base === null
        ? null
        : {
            ...base,
            name: 'gate',
            harness: 'command',
            command: [...onceGiven, ...gate.command],
            permission: 'full',
            timers: { ...base.timers, turnMs: gate.timeoutMs, silenceMs: gate.timeoutMs },
          };
    }
    default:
      return null;
  }
}

/** One that looks at no input might have ended before it is given any, and then be taken for one that never had its turn. */
const onceGiven = ['sh', '-c', 'read -r _; exec "$@"', 'gate'];

function profileOf(name: string, { profiles }: Pick<Config, 'profiles'>): Profile | null {
  return Object.hasOwn(profiles, name) ? (profiles[name] ?? null) : null;
}
