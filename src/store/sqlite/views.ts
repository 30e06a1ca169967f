import type { Kind, Kinds } from '../../domain/kinds.ts';
import { tableOf } from './tables.ts';

/*
 * `sqlite3 -readonly .shoal/shoal.db 'select * from task'` reads well: one view per kind, named after it, with the
 * record's fields as columns and instants as ISO 8601.
 */
const fields: { readonly [K in Kind]: readonly (keyof Kinds[K] & string)[] } = {
  workspace: ['id', 'pausedAt', 'pausedBy', 'pauseReason', 'agentsMaySpawn'],
  agent: [
    ...(['id', 'name', 'state', 'human', 'role', 'harness', 'capabilities', 'workingOn', 'parent'] as const),
    ...(['directory', 'logFile', 'createdAt', 'leftAt', 'leftReason'] as const),
  ],
  liveness: ['id', 'lastSeenAt'],
  leader: ['id', 'agent', 'term', 'electedAt', 'leaseExpiresAt'],
  task: [
    ...(['id', 'title', 'state', 'priority', 'queue', 'tags', 'needs', 'assignee', 'dependsOn'] as const),
    ...(['openDependencies', 'attempts', 'maxAttempts', 'generation', 'holder', 'claimedAt'] as const),
    ...(['leaseExpiresAt', 'notBefore', 'progress', 'progressAt', 'description', 'context', 'data'] as const),
    ...(['notes', 'result', 'error', 'createdBy', 'createdAt', 'updatedAt', 'completedAt'] as const),
  ],
  late: ['id', 'task', 'agent', 'generation', 'what', 'text', 'at'],
  unblock: ['id', 'after', 'dueAt'],
  lock: [
    ...(['id', 'path', 'shared', 'holder', 'task', 'intent', 'auto', 'fence'] as const),
    ...(['leaseExpiresAt', 'repo', 'tree', 'createdAt'] as const),
  ],
  lockWait: ['id', 'agent', 'paths', 'shared', 'repo', 'tree', 'createdAt', 'dueAt'],
  waitLife: ['id', 'dueAt'],
  message: [
    'id',
    'from',
    'to',
    'kind',
    'body',
    'urgent',
    'replyTo',
    'topic',
    'task',
    'createdAt',
    'expiresAt',
  ],
  delivery: ['id', 'message', 'agent', 'state', 'queuedAt', 'deliveredAt', 'seenAt', 'answeredAt'],
  follow: ['id', 'topic', 'agent', 'createdAt'],
  idempotency: ['id', 'result', 'createdAt', 'dueAt'],
  session: [
    ...(['id', 'agent', 'state', 'wanted', 'why', 'task', 'queue', 'directory', 'harnessSession'] as const),
    ...([
      'forkOf',
      'child',
      'starts',
      'crashes',
      'turns',
      'exit',
      'createdAt',
      'changedAt',
      'endedAt',
    ] as const),
  ],
  turn: [
    ...([
      'id',
      'session',
      'agent',
      'task',
      'queue',
      'day',
      'model',
      'reason',
      'startedAt',
      'endedAt',
    ] as const),
    ...(['tools', 'toolErrors', 'inputTokens', 'cachedTokens', 'outputTokens', 'contextTokens'] as const),
    ...(['contextWindow', 'costUsd', 'costIs'] as const),
  ],
  request: [
    ...(['id', 'kind', 'agent', 'session', 'task', 'title', 'tool', 'command', 'paths', 'state'] as const),
    ...(['decision', 'decidedBy', 'decidedAt', 'createdAt', 'dueAt', 'defaultOutcome'] as const),
  ],
  signal: ['id', 'type', 'source', 'data', 'createdAt'],
  subscription: ['id', 'patterns', 'createdAt'],
  cursor: ['id', 'ackedSeq'],
  plan: ['id'],
  run: ['id', 'title', 'state', 'why', 'pipeline', 'stages', 'calls', 'priority', 'createdAt', 'endedAt'],
  step: ['id', 'run', 'n', 'node', 'kind', 'state', 'task', 'decision', 'brief', 'startedAt', 'endedAt'],
  stepText: ['id', 'run', 'output'],
  memory: ['id', 'text', 'tags', 'outcome', 'task', 'queue', 'agent', 'createdAt'],
};

export function viewStatement(kind: Kind): string {
  const columns = fields[kind].map((field) => `${expression(field)} AS "${field}"`);
  return `CREATE VIEW "${kind}" AS SELECT ${columns.join(', ')} FROM ${tableOf(kind).name}`;
}

function expression(field: string): string {
  const value = `body ->> '$.${field}'`;
  const isInstant = field === 'at' || field === 'notBefore' || field.endsWith('At');
  return isInstant ? `strftime('%Y-%m-%dT%H:%M:%fZ', (${value}) / 1000.0, 'unixepoch')` : value;
}
