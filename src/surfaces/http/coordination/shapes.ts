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

/** Our state for one of their status words. */
export function toState(status: string): Task['state'] {
  const states = Object.entries(STATUS).filter(([, word]) => word === status);
  const [first] = states;
  if (first !== undefined) return first[0] as Task['state']; // a key of the table
  throw new ShoalError('INVALID_INPUT', `status ${JSON.stringify(status)} is none.`, {
    hint: `There are ${[...new Set(Object.values(STATUS))].join(', ')}.`,
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

export function agentShape(agent: Agent): Record<string, unknown> {
  return {
    id: agent.id,
    name: agent.name,
    capabilities: agent.capabilities,
    status: statusOf(agent),
    last_seen: agent.lastSeenAt,
    current_task: agent.task,
    registered_at: agent.createdAt,
  };
}

export function eventShape(event: Outputs['event.poll']['events'][number]): Record<string, unknown> {
  const { seq, type, sourceName, data, at } = event;
  return { id: seq, type, source: sourceName, payload: data, created_at: at };
}

/** By evidence: a process that is gone is offline at once, one that seems stuck is stale. */
function statusOf(agent: Agent): string {
  if (agent.alive === 'dead') return 'offline';
  if (agent.hung) return 'stale';
  return agent.task === null ? 'idle' : 'busy';
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
