import { ShoalError } from './errors.ts';
import type { Task, TaskState } from './task.ts';

/** Fields that a rule changes. */
export type TaskPatch = Partial<Task>;

/** What decides who may take a task; tasks that agree in all of it share a bucket of the ready index. */
export interface Requirements {
  readonly queue: string;
  readonly needs: readonly string[];
  readonly assignee: string | null;
  readonly tags: readonly string[];
}

/** Who wants a task, and of which kind. */
export interface Claimer {
  readonly name: string;
  readonly role: string | null;
  readonly capabilities: readonly string[];
  readonly queue?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

const rankPerPriority = 2 ** 40;

/** Law 5: higher priority first, then oldest first. */
export function readyRank(priority: number, number: number): number {
  return (10 - priority) * rankPerPriority + number;
}

export function taskNumber(id: string): number {
  return Number(id.slice(1));
}

export function bucketKey({ queue, needs, assignee, tags }: Requirements): string {
  return JSON.stringify([queue, [...needs].sort(), assignee, [...tags].sort()]);
}

export function queueOfBucket(bucket: string): string {
  return (JSON.parse(bucket) as [string])[0]; // written by bucketKey
}

/** Several tags mean any; with a tag asked for, untagged tasks are not offered; every need must be the claimer's. */
export function bucketMatches(bucket: string, claimer: Claimer): boolean {
  const [queue, needs, assignee, tags] = JSON.parse(bucket) as [string, string[], string | null, string[]]; // written by bucketKey
  return requirementsMatch({ queue, needs, assignee, tags }, claimer);
}

function requirementsMatch({ queue, needs, assignee, tags }: Requirements, claimer: Claimer): boolean {
  if (claimer.queue !== undefined && queue !== claimer.queue) return false;
  if (lacking(needs, claimer.capabilities).length > 0) return false;
  if (!isAddressedTo(assignee, claimer)) return false;
  return (
    claimer.tags === undefined || claimer.tags.length === 0 || claimer.tags.some((tag) => tags.includes(tag))
  );
}

/** What a task needs and one cannot do. */
export function lacking(needs: readonly string[], capabilities: readonly string[]): readonly string[] {
  return needs.filter((need) => !capabilities.includes(need));
}

export function isAddressedTo(assignee: string | null, claimer: Pick<Claimer, 'name' | 'role'>): boolean {
  if (assignee === null || assignee === claimer.name.toLowerCase()) return true;
  return claimer.role !== null && assignee === `@${claimer.role.toLowerCase()}`;
}

/** Where a task without holder stands: blocked by dependencies, waiting for an instant, or in the ready index. */
export function placed(task: Task, now: number): TaskPatch {
  const free = { holder: null, claimedAt: null, leaseExpiresAt: null, readyBucket: null, dueAt: null };
  if (task.openDependencies > 0) return { ...free, state: 'blocked' };
  if (task.notBefore !== null && task.notBefore > now)
    return { ...free, state: 'waiting', dueAt: task.notBefore };
  return {
    ...free,
    state: 'ready',
    readyBucket: bucketKey(task),
    readyRank: readyRank(task.priority, taskNumber(task.id)),
  };
}

/** Fields that a claim sets; generation and attempts are raised besides. */
export function claimed(holder: string, leaseMs: number, now: number): TaskPatch {
  return {
    state: 'running',
    holder,
    claimedAt: now,
    leaseMs,
    leaseExpiresAt: now + leaseMs,
    dueAt: now + leaseMs,
    notBefore: null,
    readyBucket: null,
    progress: null,
    progressAt: null,
    error: null,
    updatedAt: now,
  };
}

/** The holder lost it without a word: ready again, or failed when its attempts are used up (law 3). */
export function lapsed(task: Task, now: number, reason: string): TaskPatch {
  const lost = { formerHolders: withFormer(task), updatedAt: now, error: reason };
  if (task.attempts < task.maxAttempts) return { ...lost, ...placed(task, now) };
  return {
    ...lost,
    ...ended('failed', now),
    error: `${reason}; all ${task.maxAttempts} attempts are used up`,
  };
}

/** The holder gives it back: no attempt is burnt. */
export function released(task: Task, now: number): TaskPatch {
  return {
    ...placed(task, now),
    attempts: Math.max(0, task.attempts - 1),
    updatedAt: now,
  };
}

export function finished(task: Task, result: string | null, now: number): TaskPatch {
  return { ...ended('done', now), result, error: null, completedBy: task.holder };
}

export interface Backoff {
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
}

/** A failed attempt: for good, or again after a backoff that doubles with each attempt. */
export function failedAttempt(
  task: Task,
  reason: string,
  again: boolean,
  now: number,
  backoff: Backoff,
): TaskPatch {
  if (!again || task.attempts >= task.maxAttempts) return { ...ended('failed', now), error: reason };
  const delayMs = Math.min(backoff.retryBackoffMs * 2 ** (task.attempts - 1), backoff.retryBackoffMaxMs);
  const notBefore = now + delayMs;
  return { ...placed({ ...task, notBefore }, now), notBefore, error: reason, updatedAt: now };
}

export function ended(state: 'done' | 'failed' | 'cancelled', now: number): TaskPatch {
  return {
    state,
    holder: null,
    leaseExpiresAt: null,
    dueAt: null,
    readyBucket: null,
    completedAt: now,
    updatedAt: now,
  };
}

/** Failed or cancelled work is made claimable again with fresh attempts; its dependents are freed when it is done. */
export function retried(task: Task, openDependencies: number, now: number): TaskPatch {
  if (task.state !== 'failed' && task.state !== 'cancelled') {
    throw new ShoalError(
      'CONFLICT',
      `${task.id} is ${task.state}; only failed or cancelled tasks can be retried.`,
      {
        hint: task.state === 'done' ? 'Add a new task for more work.' : `See \`shoal explain ${task.id}\`.`,
      },
    );
  }
  const fresh = {
    attempts: 0,
    error: null,
    result: null,
    completedAt: null,
    completedBy: null,
    notBefore: null,
  };
  return {
    ...fresh,
    openDependencies,
    ...placed({ ...task, ...fresh, openDependencies }, now),
    updatedAt: now,
  };
}

const formerMax = 10;

export function withFormer(task: Task): readonly string[] {
  if (task.holder === null) return task.formerHolders;
  return [...task.formerHolders.filter((id) => id !== task.holder), task.holder].slice(-formerMax);
}

/** A sign of life of the holder counts as a renewal. */
export interface SignOfLife {
  readonly lastSeenAt: number | null;
  /** Its process lives, and it has not been silent for too long. */
  readonly isAlive: boolean;
  /** It has left, or its process is dead: what it held is free from that instant, whatever the lease says. */
  readonly isGone: boolean;
}

/** When the lease really ends: a living process keeps it open, a death ends it. */
export function leaseEnd(
  task: Pick<Task, 'leaseExpiresAt' | 'leaseMs'>,
  life: SignOfLife,
  now: number,
): number {
  if (life.isGone) return 0;
  const renewedTo = Math.max(task.leaseExpiresAt ?? 0, (life.lastSeenAt ?? 0) + task.leaseMs);
  return life.isAlive ? Math.max(renewedTo, now + task.leaseMs) : renewedTo;
}

/** Its time is over, and only its holder's living process still keeps it. */
export function isOverTime(
  task: Pick<Task, 'leaseExpiresAt' | 'leaseMs'>,
  life: SignOfLife,
  now: number,
): boolean {
  return leaseEnd(task, { ...life, isAlive: false }, now) <= now;
}

/** What every reader must show: time may have changed what is stored. */
export function effectiveState(task: Task, now: number, life: SignOfLife): TaskState {
  if (task.state === 'waiting' && task.notBefore !== null && task.notBefore <= now) return 'ready';
  if (task.state !== 'running' || leaseEnd(task, life, now) > now) return task.state;
  return lapsed(task, now, '').state ?? task.state;
}
