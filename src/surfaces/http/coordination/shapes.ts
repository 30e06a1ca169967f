import { ShoalError } from '../../../domain/errors.ts';
import type { Outputs } from '../../../operations/handlers.generated.ts';

type Task = Outputs['task.done'];
type Agent = Outputs['agent.ps'][number];

/** Their 0 is the most urgent, ours is 10. */
const URGENT = 10;

export function toPriority(theirs: unknown): number {
  if (theirs === undefined) return URGENT - 5;
  if (typeof theirs === 'number' && Number.isInteger(theirs) && theirs >= 0 && theirs <= 9)
    return URGENT - theirs;
  throw new ShoalError(
    'INVALID_INPUT',
    `priority must be an integer from 0 to 9; got ${JSON.stringify(theirs)}.`,
    {
      hint: '0 is the most urgent.',
    },
  );
}

const STATUS: Readonly<Record<Task['state'], string>> = {
  ready: 'pending',
  blocked: 'pending',
  waiting: 'pending',
  running: 'claimed',
  done: 'completed',
  failed: 'dead_letter',
  cancelled: 'cancelled',
};

/** Our states for one of their status words. */
export function toStates(status: string | undefined): readonly Task['state'][] | undefined {
  if (status === undefined) return undefined;
  const states = Object.entries(STATUS).filter(([, word]) => word === status);
  if (states.length > 0) return states.map(([state]) => state as Task['state']); // keys of the table
  throw noStatus(status, Object.values(STATUS));
}

const AGENT_STATUS: readonly string[] = ['idle', 'busy', 'stale', 'offline'];

export function toAgentStatus(status: string | undefined): string | undefined {
  if (status === undefined || AGENT_STATUS.includes(status)) return status;
  throw noStatus(status, AGENT_STATUS);
}

function noStatus(status: string, words: readonly string[]): ShoalError {
  return new ShoalError('INVALID_INPUT', `status ${JSON.stringify(status)} is none.`, {
    hint: `There are ${[...new Set(words)].join(', ')}.`,
  });
}

export function taskShape(task: Task): Record<string, unknown> {
  return {
    id: task.id,
    queue: task.queue,
    title: task.title,
    payload: task.data ?? {},
    priority: Math.min(9, URGENT - task.priority),
    status: STATUS[task.state],
    type: task.tags[0] ?? null,
    required_capabilities: task.needs,
    attempts: task.attempts,
    max_attempts: task.maxAttempts,
    claimed_by: task.holderName,
    claimed_at: task.claimedAt,
    claim_token: task.generation,
    lease_until: task.leaseExpiresAt,
    result: parsedOr(task.result),
    error: task.error,
    metadata: parsedOr(task.context),
    created_at: task.createdAt,
    updated_at: task.updatedAt,
    completed_at: task.completedAt,
  };
}

export interface Health {
  readonly now: number;
  /** Of an agent without a process to look at. */
  readonly staleAfterMs: number;
}

export function agentShape(agent: Agent, health: Health): Record<string, unknown> {
  return {
    id: agent.id,
    name: agent.name,
    capabilities: agent.capabilities,
    status: statusOf(agent, health),
    last_seen: agent.lastSeenAt,
    current_task: agent.task,
    registered_at: agent.createdAt,
  };
}

export function eventShape(event: Outputs['event.poll']['events'][number]): Record<string, unknown> {
  const { seq, type, sourceName, data, at } = event;
  return { id: seq, type, source: sourceName, payload: data, created_at: at };
}

/** By evidence: a process that is gone is offline at once, one that stands still or says nothing is stale. */
function statusOf(agent: Agent, { now, staleAfterMs }: Health): string {
  if (agent.alive === 'dead') return 'offline';
  const silentMs = now - Date.parse(agent.lastSeenAt ?? agent.createdAt);
  const isSilent = agent.alive === 'unknown' && silentMs > staleAfterMs;
  if (agent.hung || agent.state === 'suspect' || agent.alive === 'stopped' || isSilent) return 'stale';
  const isAtRest = agent.state === 'idle' || agent.state === 'unknown';
  return isAtRest && agent.task === null ? 'idle' : 'busy';
}

/** What was given as JSON is given back as JSON. */
function parsedOr(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
