import { buryTheDead, freeLocksOf, giveBack, renewLocksOf } from './life.ts';
import { begin, type NaiveCaller, quicken, requireAgent } from './agents.ts';
import {
  agentOf,
  type Limits,
  type NaiveAgent,
  type NaiveState,
  type NaiveTask,
  numberOf,
  Refusal,
  taskOf,
} from './state.ts';

export interface AddWish {
  readonly title: string;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly needs: readonly string[];
  readonly assignee: string | null;
  readonly dependsOn: readonly string[];
  readonly notBefore: number | null;
  readonly maxAttempts: number;
}

export function add(
  state: NaiveState,
  id: string,
  createdBy: string | null,
  limits: Limits,
  wish: AddWish,
): NaiveTask {
  const task: NaiveTask = {
    ...wish,
    id,
    createdBy,
    tags: [...wish.tags],
    needs: [...wish.needs],
    dependsOn: [...wish.dependsOn],
    phase: 'open',
    holder: null,
    claimedAt: 0,
    generation: 0,
    attempts: 0,
    leaseMs: limits.taskLeaseMs,
    leaseExpiresAt: 0,
    progress: null,
    result: null,
    completedBy: null,
    lostBy: [],
    notes: [],
    late: [],
  };
  state.tasks.push(task);
  return task;
}

/** Law 6: ready only when all that it depends on is done. */
export function openState(state: NaiveState, task: NaiveTask): 'blocked' | 'waiting' | 'ready' {
  for (const id of task.dependsOn) if (taskOf(state, id).phase !== 'done') return 'blocked';
  return task.notBefore !== null && task.notBefore > state.now ? 'waiting' : 'ready';
}

export interface ClaimWish {
  readonly tags: readonly string[];
  readonly another: boolean;
  readonly leaseMs: number | undefined;
}

/** Laws 1, 4, 5: the most urgent, then the oldest; nothing only when really nothing fits. */
export function claimNext(
  state: NaiveState,
  limits: Limits,
  caller: NaiveCaller,
  wish: ClaimWish,
): NaiveTask {
  const agent = requireAgent(begin(state, limits, caller));
  buryTheDead(state, limits, agent);
  const held = wish.another ? undefined : longestHeld(state, agent);
  if (held !== undefined) return held;
  if (state.pausedBy !== null) throw new Refusal('CONFLICT', { keeps: true });
  // Asking for a short lease is enough to show life more often.
  quicken(agent, wish.leaseMs ?? limits.taskLeaseMs);
  const next = firstReady(state, agent, wish.tags);
  if (next === undefined) throw new Refusal('NOTHING_TO_DO', { keeps: true });
  return take(state, limits, next, agent, wish.leaseMs);
}

function longestHeld(state: NaiveState, agent: NaiveAgent): NaiveTask | undefined {
  let first: NaiveTask | undefined;
  for (const task of state.tasks) {
    if (task.phase !== 'running' || task.holder !== agent.id) continue;
    if (first === undefined || task.claimedAt < first.claimedAt) first = task;
  }
  return first;
}

export function firstReady(
  state: NaiveState,
  agent: NaiveAgent,
  tags: readonly string[],
): NaiveTask | undefined {
  let first: NaiveTask | undefined;
  for (const task of state.tasks) {
    if (task.phase !== 'open' || openState(state, task) !== 'ready' || !fits(task, agent, tags)) continue;
    if (first === undefined || isBefore(task, first)) first = task;
  }
  return first;
}

function isBefore(a: NaiveTask, b: NaiveTask): boolean {
  return a.priority === b.priority ? numberOf(a.id) < numberOf(b.id) : a.priority > b.priority;
}

function fits(task: NaiveTask, agent: NaiveAgent, tags: readonly string[]): boolean {
  const isMeant =
    task.assignee === null || task.assignee === agent.name || task.assignee === `@${agent.role}`;
  const isAble = task.needs.every((need) => agent.capabilities.includes(need));
  return isMeant && isAble && (tags.length === 0 || tags.some((tag) => task.tags.includes(tag)));
}

export function claimNamed(
  state: NaiveState,
  limits: Limits,
  agent: NaiveAgent,
  id: string,
  leaseMs?: number,
): NaiveTask {
  const task = taskOf(state, id);
  if (task.phase === 'running' && task.holder === agent.id) return task;
  if (state.pausedBy !== null) throw new Refusal('CONFLICT');
  if (task.phase !== 'open' || openState(state, task) !== 'ready') throw new Refusal('CONFLICT');
  if (!fits(task, agent, [])) throw new Refusal('NOT_ALLOWED');
  return take(state, limits, task, agent, leaseMs);
}

export function take(
  state: NaiveState,
  limits: Limits,
  task: NaiveTask,
  agent: NaiveAgent,
  leaseMs = limits.taskLeaseMs,
): NaiveTask {
  task.phase = 'running';
  task.holder = agent.id;
  task.claimedAt = state.now;
  task.generation += 1;
  task.attempts += 1;
  task.leaseMs = leaseMs;
  task.leaseExpiresAt = state.now + leaseMs;
  task.notBefore = null;
  task.progress = null;
  quicken(agent, leaseMs);
  return task;
}

export interface Word {
  readonly what: 'done' | 'fail' | 'progress' | 'release';
  readonly text: string | null;
  readonly generation?: number | undefined;
  readonly retry?: boolean;
}

/** Law 2: only the holder in its current generation; what another sends who once held it is kept and changes nothing. */
export function speak(
  state: NaiveState,
  limits: Limits,
  caller: NaiveCaller,
  id: string,
  word: Word,
): NaiveTask {
  const agent = begin(state, limits, caller);
  const speaker = agent ?? (caller.agent === null ? null : agentOf(state, caller.agent));
  if (speaker === null) throw new Refusal('NOT_JOINED');
  const task = taskOf(state, id);
  const isHolder = agent !== null && task.phase === 'running' && task.holder === agent.id;
  if (isHolder && (word.generation === undefined || word.generation === task.generation)) {
    obey(state, limits, task, word);
    return task;
  }
  if (!isHolder && !task.lostBy.includes(speaker.id)) throw new Refusal('CONFLICT');
  task.late.push({ by: speaker.id, what: word.what === 'release' ? 'progress' : word.what, text: word.text });
  throw new Refusal('STALE', { keeps: true });
}

function obey(state: NaiveState, limits: Limits, task: NaiveTask, word: Word): void {
  switch (word.what) {
    case 'progress':
      task.progress = word.text;
      task.leaseExpiresAt = state.now + task.leaseMs;
      renewLocksOf(state, task);
      return;
    case 'release':
      return giveBack(state, task);
    case 'done':
      task.phase = 'done';
      task.result = word.text;
      task.completedBy = task.holder;
      break;
    case 'fail':
      if (word.retry === true && task.attempts < task.maxAttempts) {
        task.phase = 'open';
        task.notBefore =
          state.now + Math.min(limits.retryBackoffMs * 2 ** (task.attempts - 1), limits.retryBackoffMaxMs);
      } else task.phase = 'failed';
      break;
    default:
      word.what satisfies never;
  }
  freeLocksOf(state, task);
  task.holder = null;
}
