import { depart, isGoneByNow } from './life.ts';
import { agentOf, type Limits, type NaiveAgent, type NaiveLock, type NaiveState, Refusal } from './state.ts';

/** Every path that the tests lock, and the files it stands for: two overlap when they share one. */
export const filesOf: Readonly<Record<string, readonly string[]>> = {
  'src/a.ts': ['src/a.ts'],
  'src/b/c.ts': ['src/b/c.ts'],
  'src/b/*.ts': ['src/b/c.ts', 'src/b/d.ts'],
  'src/b/': ['src/b/c.ts', 'src/b/d.ts', 'src/b/e.md'],
  'src/': ['src/a.ts', 'src/b/c.ts', 'src/b/d.ts', 'src/b/e.md'],
  '**/*.md': ['src/b/e.md', 'docs/x.md', 'readme.md'],
  'docs/x.md': ['docs/x.md'],
};

function overlap(a: string, b: string): boolean {
  return (filesOf[a] ?? []).some((file) => filesOf[b]?.includes(file));
}

export interface LockWish {
  readonly paths: readonly string[];
  readonly shared: boolean;
  readonly leaseMs: number;
}

/** Law 7: all of the paths or none; whoever is in the way and dead is gone at once. `nextId` names what is new. */
export function lock(
  state: NaiveState,
  limits: Limits,
  agent: NaiveAgent,
  wish: LockWish,
  nextId: (path: string) => string,
): NaiveLock[] {
  for (const other of inTheWay(state, agent, wish)) {
    const holder = agentOf(state, other.holder);
    if (isGoneByNow(state, limits, holder)) depart(state, holder, false);
  }
  if (inTheWay(state, agent, wish).length > 0) throw new Refusal('LOCKED');
  return [...new Set(wish.paths)].map((path) => lockOne(state, agent, path, wish, nextId));
}

function inTheWay(state: NaiveState, agent: NaiveAgent, wish: LockWish): NaiveLock[] {
  return state.locks.filter(
    (other) =>
      other.holder !== agent.id &&
      !(other.shared && wish.shared) &&
      wish.paths.some((path) => overlap(path, other.path)),
  );
}

function lockOne(
  state: NaiveState,
  agent: NaiveAgent,
  path: string,
  wish: LockWish,
  nextId: (path: string) => string,
): NaiveLock {
  const task = taskTakenLast(state, agent);
  const leaseExpiresAt = state.now + wish.leaseMs;
  const own = state.locks.find((other) => other.holder === agent.id && other.path === path);
  if (own !== undefined) {
    own.shared &&= wish.shared;
    own.leaseMs = wish.leaseMs;
    own.leaseExpiresAt = Math.max(own.leaseExpiresAt, leaseExpiresAt);
    own.task = task ?? own.task;
    return own;
  }
  const made = {
    id: nextId(path),
    path,
    shared: wish.shared,
    holder: agent.id,
    task,
    leaseMs: wish.leaseMs,
    leaseExpiresAt,
  };
  state.locks.push(made);
  return made;
}

function taskTakenLast(state: NaiveState, agent: NaiveAgent): string | null {
  let last: string | null = null;
  let at = -1;
  for (const task of state.tasks) {
    if (task.phase !== 'running' || task.holder !== agent.id || task.claimedAt <= at) continue;
    last = task.id;
    at = task.claimedAt;
  }
  return last;
}

export function unlockAll(state: NaiveState, agent: NaiveAgent): NaiveLock[] {
  const own = state.locks.filter((one) => one.holder === agent.id);
  state.locks = state.locks.filter((one) => one.holder !== agent.id);
  return own;
}

/** What others see as held: never what a dead agent holds. */
export function heldLocks(state: NaiveState, limits: Limits): NaiveLock[] {
  return state.locks.filter(
    (one) => one.leaseExpiresAt > state.now && !isGoneByNow(state, limits, agentOf(state, one.holder)),
  );
}
