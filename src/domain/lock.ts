import { overlaps, parsePattern, type PathPattern } from './path-pattern.ts';

/*
 * Law 7. Two holders never hold overlapping paths of one tree unless both are shared.
 *
 * L1  An agent never conflicts with itself: its own locks are renewed or widened.
 * L2  A request stands behind every earlier live wait that it overlaps, except a wait that its own locks hold up.
 * L3  A lock past its lease is free for every reader from that instant; only its event comes later.
 */

/** A leased claim on one path or pattern of one repository. */
export interface Lock {
  readonly id: string;
  /** Identity of the repository: the real path of its common git directory, else the workspace root. */
  readonly repo: string;
  /** Real path of the checkout the path lies in; '*' excludes across all worktrees of the repository. */
  readonly tree: string;
  /** Repository-relative, '/'-separated, resolved at the edge; may hold `?`, `*`, `**`, `{}`. A directory ends in '/'. */
  readonly path: string;
  readonly shared: boolean;
  readonly holder: string;
  readonly task: string | null;
  readonly intent: string | null;
  /** Taken by a hook on the first edit; lapses 15 min after the last. */
  readonly auto: boolean;
  readonly leaseMs: number;
  readonly leaseExpiresAt: number;
  readonly dueAt: number;
  /** Fencing token, from the workspace's counter. */
  readonly fence: number;
  readonly createdAt: number;
}

/** Someone who stands in line for paths; served in order of id. */
export interface LockWait {
  readonly id: string;
  readonly agent: string;
  readonly repo: string;
  readonly tree: string;
  readonly paths: readonly string[];
  readonly shared: boolean;
  readonly createdAt: number;
  /** When the wait ends at the latest, whatever its waiter says. */
  readonly dueAt: number;
}

/** The waiter's sign of life, which is not logged. It has the id of the wait. */
export interface WaitLife {
  readonly id: string;
  /** When the wait ends unless its waiter says something before. */
  readonly dueAt: number;
}

/** A tree that stands for every worktree of the repository. */
export const everyTree = '*';

/** What somebody wants to hold, all or nothing. */
export interface Wanted {
  readonly agent: string;
  readonly repo: string;
  readonly tree: string;
  readonly patterns: readonly PathPattern[];
  readonly shared: boolean;
}

/** Where the request stands: what is held and who waits, and which of the waits is its own. */
export interface Standing {
  readonly locks: readonly Lock[];
  readonly waits: readonly LockWait[];
  readonly now: number;
}

export interface Obstacles {
  readonly locks: readonly Lock[];
  /** Earlier waits that the request stands behind. */
  readonly waits: readonly LockWait[];
}

export function isHeld(lock: Pick<Lock, 'leaseExpiresAt'>, now: number): boolean {
  return lock.leaseExpiresAt > now;
}

/** What a wait wants, as a request. */
function wantedBy(wait: LockWait): Wanted {
  return { ...wait, patterns: wait.paths.map(parsePattern) };
}

/** Those who stand in line for what the lock keeps from them, the first in line first. */
export function waitersFor(lock: Lock, waits: readonly LockWait[], now: number): readonly LockWait[] {
  return waits.filter((wait) => wait.dueAt > now && blocks(lock, wantedBy(wait)));
}

/** All that keeps the request from being granted; `ownWait` is its place in line, null for a new request. */
export function obstacles(wanted: Wanted, standing: Standing, ownWait: LockWait | null): Obstacles {
  const locks = standing.locks.filter((lock) => isHeld(lock, standing.now) && blocks(lock, wanted));
  const waits = standing.waits.filter((wait) => standsBefore(wait, wanted, standing, ownWait));
  return { locks, waits };
}

/** Another agent's lock that excludes the request. */
export function blocks(lock: Lock, wanted: Wanted): boolean {
  if (lock.holder === wanted.agent || lock.repo !== wanted.repo) return false;
  if (lock.shared && wanted.shared) return false;
  return treesMeet(lock.tree, wanted.tree) && touches(lock, wanted);
}

/** Overlaps in another worktree are allowed, but worth a warning. */
export function overlapsElsewhere(lock: Lock, wanted: Wanted): boolean {
  if (lock.holder === wanted.agent || lock.repo !== wanted.repo || (lock.shared && wanted.shared))
    return false;
  return !treesMeet(lock.tree, wanted.tree) && touches(lock, wanted);
}

/** Whether the lock lets its holder change all that the pattern stands for, as far as a literal path can tell. */
export function covers(lock: Lock, wanted: Pick<Wanted, 'repo' | 'tree'>, pattern: PathPattern): boolean {
  if (lock.shared || lock.repo !== wanted.repo) return false;
  const isInTree = lock.tree === everyTree || lock.tree === wanted.tree;
  return isInTree && overlaps(parsePattern(lock.path), pattern);
}

/** Agents that wait for each other in a circle, beginning and ending with `start`; undefined when there is none. */
export function findCycle(
  start: string,
  waitsFor: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (let agent = open.pop(); agent !== undefined; agent = open.pop()) {
    for (const next of waitsFor.get(agent) ?? []) {
      if (next === start) return [...pathTo(agent, start, cameFrom), start];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, agent);
      open.push(next);
    }
  }
  return undefined;
}

/** Who waits for whom, by the waits that are live. */
export function waitGraph(standing: Standing): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const wait of standing.waits) {
    if (wait.dueAt <= standing.now) continue;
    const found = obstacles(wantedBy(wait), standing, wait);
    const others = graph.get(wait.agent) ?? new Set();
    for (const lock of found.locks) others.add(lock.holder);
    for (const before of found.waits) others.add(before.agent);
    graph.set(wait.agent, others);
  }
  return graph;
}

/** Whether the wait is earlier in line, `number` being the counter of its id. */
function standsBefore(wait: LockWait, wanted: Wanted, standing: Standing, ownWait: LockWait | null): boolean {
  if (wait.agent === wanted.agent || wait.repo !== wanted.repo || wait.dueAt <= standing.now) return false;
  if (ownWait !== null && number(wait.id) > number(ownWait.id)) return false;
  if (wait.shared && wanted.shared) return false;
  const theirs = wantedBy(wait);
  if (!treesMeet(wait.tree, wanted.tree) || !patternsMeet(theirs.patterns, wanted.patterns)) return false;
  return !standing.locks.some(
    (lock) => lock.holder === wanted.agent && isHeld(lock, standing.now) && blocks(lock, theirs),
  );
}

function number(id: string): number {
  return Number(id.slice(1));
}

function touches(lock: Lock, wanted: Wanted): boolean {
  return patternsMeet([parsePattern(lock.path)], wanted.patterns);
}

function patternsMeet(some: readonly PathPattern[], others: readonly PathPattern[]): boolean {
  return some.some((one) => others.some((other) => overlaps(one, other)));
}

function treesMeet(a: string, b: string): boolean {
  return a === b || a === everyTree || b === everyTree;
}

function pathTo(agent: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path = [agent];
  for (let at = agent; at !== start;) {
    at = cameFrom.get(at) ?? start;
    path.unshift(at);
  }
  return path;
}
