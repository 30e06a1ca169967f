import type { Agent, Liveness } from './agent.ts';
import type { Leader } from './leader.ts';
import type { Lock, LockWait, WaitLife } from './lock.ts';
import type { Delivery, Message, TopicFollow } from './message.ts';
import type { Plan, Run, Step, StepText } from './pipeline/run.ts';
import type { Cursor, Memory, Signal, Subscription } from './plane.ts';
import type { Request } from './request.ts';
import type { Session, Turn } from './session.ts';
import type { LateResult, Task, Unblock } from './task.ts';
import type { IdempotencyKey, Workspace } from './workspace.ts';

/** Every kind of record there is, and the shape of its body. */
export interface Kinds {
  workspace: Workspace;
  agent: Agent;
  liveness: Liveness;
  leader: Leader;
  task: Task;
  late: LateResult;
  unblock: Unblock;
  lock: Lock;
  lockWait: LockWait;
  waitLife: WaitLife;
  message: Message;
  delivery: Delivery;
  follow: TopicFollow;
  idempotency: IdempotencyKey;
  session: Session;
  turn: Turn;
  request: Request;
  signal: Signal;
  subscription: Subscription;
  cursor: Cursor;
  memory: Memory;
  plan: Plan;
  run: Run;
  step: Step;
  stepText: StepText;
}

export type Kind = keyof Kinds;

/** What a store must know of a kind: plain data, so that any engine can build columns, keys or sets from it. */
export interface KindSpec<K extends Kind = Kind> {
  /** Ids are `prefix` + a counter of the workspace; a kind without a prefix names its records itself. */
  readonly prefix?: string;
  /** False: no events, no scope versions; for liveness and bookkeeping. */
  readonly logged: boolean;
  /** Fields that can be asked for. An array field indexes each element; null or undefined is not indexed. */
  readonly indexes: readonly (keyof Kinds[K] & string)[];
  /** Which of `indexes` are array fields. */
  readonly arrays?: readonly (keyof Kinds[K] & string)[];
  /** Holds epoch ms of the next instant at which time alone changes the record; null when there is none. */
  readonly due?: keyof Kinds[K] & string;
  /** Instants counted from when they were written, such as a lease's end: they move along when the wall clock jumps. */
  readonly leases?: readonly (keyof Kinds[K] & string)[];
  /** Ranked indexes: a record is in one when its bucket field is a string. Lower rank first. */
  readonly ranked?: Readonly<
    Record<string, { bucket: keyof Kinds[K] & string; rank: keyof Kinds[K] & string }>
  >;
}

export const kindSpecs: { readonly [K in Kind]: KindSpec<K> } = {
  workspace: { logged: true, indexes: [] },
  agent: {
    prefix: 'a',
    logged: true,
    indexes: ['state', 'liveName', 'sessionKey', 'processKey', 'tokenHash', 'marker', 'parent'],
  },
  liveness: { logged: false, indexes: [], leases: ['lastSeenAt'] },
  leader: { logged: true, indexes: [], due: 'dueAt', leases: ['leaseExpiresAt'] },
  task: {
    prefix: 't',
    logged: true,
    indexes: ['state', 'holder', 'formerHolders', 'queue', 'tags', 'dependsOn', 'titleKey'],
    arrays: ['formerHolders', 'tags', 'dependsOn'],
    due: 'dueAt',
    leases: ['leaseExpiresAt'],
    ranked: { ready: { bucket: 'readyBucket', rank: 'readyRank' } },
  },
  late: { prefix: 'late', logged: true, indexes: ['task'] },
  unblock: { logged: true, indexes: [], due: 'dueAt' },
  lock: {
    prefix: 'l',
    logged: true,
    indexes: ['holder', 'repo', 'task'],
    due: 'dueAt',
    leases: ['leaseExpiresAt'],
  },
  lockWait: { prefix: 'w', logged: true, indexes: ['agent', 'repo'], due: 'dueAt', leases: ['dueAt'] },
  waitLife: { logged: false, indexes: [], due: 'dueAt', leases: ['dueAt'] },
  message: { prefix: 'm', logged: true, indexes: ['replyTo', 'topic', 'from'] },
  delivery: { logged: true, indexes: ['agent', 'unreadBy', 'message', 'openQuestionFor'], due: 'dueAt' },
  follow: { logged: true, indexes: ['agent', 'topic'] },
  idempotency: { logged: false, indexes: [], due: 'dueAt' },
  session: { prefix: 's', logged: true, indexes: ['agent', 'state', 'wanted', 'task', 'queue'] },
  turn: { prefix: 'u', logged: true, indexes: ['session', 'agent', 'task', 'queue', 'day'] },
  request: {
    prefix: 'q',
    logged: true,
    indexes: ['state', 'agent', 'session', 'openFor', 'task'],
    due: 'dueAt',
  },
  signal: { prefix: 'e', logged: true, indexes: ['type', 'source'], due: 'dueAt' },
  subscription: { logged: true, indexes: [] },
  cursor: { logged: false, indexes: [] },
  memory: {
    prefix: 'k',
    logged: true,
    indexes: ['tags', 'terms', 'queue', 'task', 'agent'],
    arrays: ['tags', 'terms'],
  },
  plan: { logged: true, indexes: [] },
  run: { prefix: 'r', logged: true, indexes: ['state', 'pipeline', 'parent'], due: 'dueAt' },
  step: {
    prefix: 'x',
    logged: true,
    indexes: ['run', 'liveIn', 'task', 'request', 'from', 'group'],
    due: 'notBefore',
    ranked: {
      past: { bucket: 'pastOf', rank: 'pastRank' },
      own: { bucket: 'ownOf', rank: 'pastRank' },
    },
  },
  stepText: { logged: true, indexes: ['run'] },
};

export const kinds = Object.keys(kindSpecs) as readonly Kind[];
