/*
 * A second model of Shoal, written from the laws and from what users are told, as plainly as possible: arrays, loops,
 * and one state that is copied before each command. It imports nothing of the program that it judges.
 */

export type Life = 'alive' | 'stopped' | 'dead' | 'unknown';

export interface NaiveAgent {
  readonly id: string;
  name: string;
  role: string | null;
  capabilities: string[];
  live: boolean;
  human: boolean;
  /** What the process table says of its process; `unknown` when it has none. */
  life: Life;
  lastSeen: number;
  /** A sign of life is written at most this often. */
  everyMs: number;
}

export interface NaiveTask {
  readonly id: string;
  title: string;
  priority: number;
  tags: string[];
  needs: string[];
  assignee: string | null;
  dependsOn: string[];
  /** `open` covers blocked, waiting and ready: which of them follows from the dependencies and the clock. */
  phase: 'open' | 'running' | 'done' | 'failed' | 'cancelled';
  holder: string | null;
  claimedAt: number;
  generation: number;
  attempts: number;
  readonly maxAttempts: number;
  leaseMs: number;
  leaseExpiresAt: number;
  notBefore: number | null;
  progress: string | null;
  result: string | null;
  completedBy: string | null;
  readonly createdBy: string | null;
  /** Agents that lost it. */
  lostBy: string[];
  notes: string[];
  late: { by: string; what: string; text: string | null }[];
}

export interface NaiveLock {
  readonly id: string;
  readonly path: string;
  shared: boolean;
  readonly holder: string;
  task: string | null;
  leaseMs: number;
  leaseExpiresAt: number;
}

export interface NaiveDelivery {
  readonly to: string;
  state: 'queued' | 'delivered' | 'seen' | 'answered' | 'expired';
}

export interface NaiveMessage {
  readonly id: string;
  readonly from: string;
  /** null: written by Shoal on the sender's behalf; its words are not compared. */
  readonly body: string | null;
  readonly replyTo: string | null;
  readonly deliveries: NaiveDelivery[];
}

export interface NaiveLeader {
  agent: string | null;
  term: number;
  leaseExpiresAt: number;
  standsBack: string | null;
  standsBackUntil: number;
}

export interface NaiveState {
  now: number;
  agents: NaiveAgent[];
  tasks: NaiveTask[];
  locks: NaiveLock[];
  messages: NaiveMessage[];
  leader: NaiveLeader;
  pausedBy: string | null;
  pausedByHuman: boolean;
  /** Idempotency keys of `add`: `agent key` and the task that the first call made. */
  keys: { key: string; task: string }[];
}

export interface Limits {
  readonly taskLeaseMs: number;
  readonly lockLeaseMs: number;
  readonly leaderLeaseMs: number;
  readonly silenceLimitMs: number;
  readonly agentLeaseMs: number;
  readonly maxAttempts: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
}

export function emptyState(now: number): NaiveState {
  return {
    now,
    agents: [],
    tasks: [],
    locks: [],
    messages: [],
    leader: { agent: null, term: 0, leaseExpiresAt: 0, standsBack: null, standsBackUntil: 0 },
    pausedBy: null,
    pausedByHuman: false,
    keys: [],
  };
}

/** A command that is refused changes nothing, unless `keeps` says that something was written all the same. */
export class Refusal extends Error {
  readonly code: string;
  readonly keeps: boolean;

  constructor(code: string, { keeps = false } = {}) {
    super(code);
    this.code = code;
    this.keeps = keeps;
  }
}

export function numberOf(id: string): number {
  return Number(id.replace(/^\D+/, ''));
}

export function agentOf(state: NaiveState, id: string): NaiveAgent {
  for (const agent of state.agents) if (agent.id === id) return agent;
  throw new Error(`the model knows no agent ${id}`);
}

export function taskOf(state: NaiveState, id: string): NaiveTask {
  for (const task of state.tasks) if (task.id === id) return task;
  throw new Error(`the model knows no task ${id}`);
}
