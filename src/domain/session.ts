import type { ProcessRef } from './agent.ts';
import type { Permission, Profile } from './profile.ts';

/**
 * A supervised agent's life in a harness. The record says what is wanted and what is so; commands change what is wanted,
 * and the daemon alone changes what is so. `suspect` may still speak; `parked` waits for its vendor's limit to end.
 */
export interface Session {
  readonly id: string;
  readonly agent: string;
  readonly profile: Profile;
  readonly directory: string;
  /** Task and queue it was started for, by the dispatcher; null for one that a person or agent started. */
  readonly task: string | null;
  readonly queue: string | null;
  readonly wanted: 'running' | 'stopped';
  readonly state: SessionState;
  /** Why it is in this state, in words; null when the state says it all. */
  readonly why: string | null;
  /** The harness's own id, by which it resumes; null until the first frame shows it. */
  readonly harnessSession: string | null;
  /** Session that this one goes on from as a fork. */
  readonly forkOf: string | null;
  /** The keeper's name for the running process: `s12-3` is the third start of s12. */
  readonly child: string | null;
  readonly process: ProcessRef | null;
  readonly starts: number;
  /** Crashes since the last turn that ended well. */
  readonly crashes: number;
  readonly turns: number;
  /** First turn of the session; given to it as soon as it runs. */
  readonly opening: string | null;
  /** Interrupts asked for, and those that reached the harness. */
  readonly interruptsAsked: number;
  readonly interruptsDone: number;
  readonly parkedUntil: number | null;
  readonly exit: SessionExit | null;
  /** How the last turn ended: a `TurnEndReason`; null while none has. */
  readonly lastReason: string | null;
  /** The whole last message of that turn; what was wrong when it failed. */
  readonly lastResult: string | null;
  /** Its list of what is to be done, as it stands; absent before it has made one. */
  readonly plan?: readonly PlanItem[];
  /** How often its context was compacted; absent in sessions of older workspaces. */
  readonly compactions?: number;
  /** Last step of its transcript that is in the store: each is written once, whatever dies in between. */
  readonly journalled: number;
  /** The furthest that such a step had read its process; absent before the first. A transcript may lose its end where the store does not. */
  readonly journalledOutput?: OutputPlace;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly endedAt: number | null;
}

export interface OutputPlace {
  /** The keeper's name for the process. */
  readonly child: string;
  /** Bytes of its output before it. */
  readonly offset: number;
}

export interface PlanItem {
  readonly text: string;
  readonly state: 'pending' | 'active' | 'done';
}

const planMax = 100;
const planTextMax = 500;

/** As much of a plan as a record holds (law 15). */
export function keptPlan(entries: readonly PlanItem[]): readonly PlanItem[] {
  return entries.slice(0, planMax).map(({ text, state }) => ({ text: text.slice(0, planTextMax), state }));
}

export type SessionState =
  | 'starting'
  | 'idle'
  | 'working'
  | 'waiting'
  | 'parked'
  | 'suspect'
  | 'stopping'
  | 'ended';

export interface SessionExit {
  readonly class: ExitClass;
  readonly code: number | null;
  readonly signal: string | null;
  /** The harness's last words, or what was wrong. */
  readonly text: string | null;
}

/** Only `crash` counts towards the restart breaker. */
export type ExitClass =
  | 'success'
  | 'needs-input'
  | 'rate-limited'
  | 'auth'
  | 'budget'
  | 'context-overflow'
  | 'crash'
  | 'killed-by-us'
  | 'disk-full'
  | 'unknown';

/** What one turn cost; written at its end. */
export interface Turn {
  readonly id: string;
  readonly session: string;
  readonly agent: string;
  readonly task: string | null;
  readonly queue: string | null;
  /** Whose figures it is besides, for when its session is no longer kept; absent in turns of older workspaces. */
  readonly profile?: string;
  readonly harness?: string;
  /** Local date of its end, YYYY-MM-DD. */
  readonly day: string;
  readonly model: string | null;
  readonly reason: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly tools: number;
  readonly toolErrors: number;
  /** All that went in: uncached, cache read and cache write. */
  readonly inputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number | null;
  /** Largest single request, and the window that it is a share of; null is unknown. */
  readonly contextTokens: number | null;
  readonly contextWindow: number | null;
  readonly costUsd: number | null;
  /** `exact`: the harness said so. `estimated`: from a price table. */
  readonly costIs: 'exact' | 'estimated' | 'unknown';
}

type SessionFields = Pick<Session, 'id' | 'agent' | 'profile' | 'directory' | 'createdAt'> & Partial<Session>;

/** A session that the daemon has not seen yet. */
export function newSession(fields: SessionFields): Session {
  return {
    task: null,
    queue: null,
    why: null,
    harnessSession: null,
    forkOf: null,
    child: null,
    process: null,
    starts: 0,
    crashes: 0,
    turns: 0,
    opening: null,
    interruptsAsked: 0,
    interruptsDone: 0,
    parkedUntil: null,
    exit: null,
    lastReason: null,
    lastResult: null,
    compactions: 0,
    journalled: 0,
    endedAt: null,
    ...fields,
    wanted: 'running',
    state: 'starting',
    changedAt: fields.createdAt,
  };
}

/** What a profile lets its agent do unasked, in order: `auto` asks before what matters. */
const ranks = { read: 0, auto: 1, write: 2, full: 3 } as const satisfies Record<Permission, number>;

/** What its agent can do whatever the profile says: a plain command asks nobody. */
export function reach({ harness, permission }: Profile): Permission {
  return harness === 'command' ? 'full' : permission;
}

/** Whether an agent of the one profile would give another more than it has. */
export function exceeds(child: Profile, parent: Profile): boolean {
  const hasMoreTools = parent.toolset === 'read' && child.toolset !== 'read';
  return hasMoreTools || ranks[reach(child)] > ranks[reach(parent)];
}
