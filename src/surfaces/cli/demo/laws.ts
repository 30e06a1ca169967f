import { agentNames, type History, recordsOf, replay } from './history.ts';
import { canonical, type Json } from './replay.ts';

/** A promise, and where the history breaks it; nothing found is a promise kept. */
export interface Law {
  readonly name: string;
  readonly check: (history: History) => readonly string[];
}

export const laws: readonly Law[] = [
  {
    name: 'one holder: a task is claimed by one at a time, each time under a new generation',
    check: oneHolder,
  },
  { name: 'dependencies hold: nothing starts before what it depends on is done', check: dependenciesHold },
  { name: 'order: of the tasks that are ready, the most urgent goes first', check: inOrder },
  { name: 'nothing is lost: every task is done, once', check: nothingLost },
  { name: 'locks exclude: no two agents hold one file at the same time', check: locksExclude },
  { name: 'messages arrive: everything sent has been seen by whom it was for', check: messagesSeen },
  { name: 'one log: replaying it gives the state that is stored', check: logReplays },
];

function oneHolder(history: History): readonly string[] {
  const found: string[] = [];
  replay(history, (event, before) => {
    const { change, kind, id } = event;
    if (kind !== 'task' || typeof change?.['holder'] !== 'string') return;
    const task = before.get('task', id);
    if (typeof task?.['holder'] === 'string' && task['holder'] !== change['holder'])
      found.push(`${id} went to ${change['holder']} while ${task['holder']} held it`);
    if (
      Number(change['generation']) <= Number(task?.['generation'] ?? 0) ||
      change['generation'] === undefined
    )
      found.push(`${id} was claimed without a new generation`);
  });
  return found;
}

function dependenciesHold(history: History): readonly string[] {
  const found: string[] = [];
  replay(history, ({ type, id }, before) => {
    if (type !== 'task.claimed') return;
    for (const needed of texts(before.get('task', id)?.['dependsOn'])) {
      const state = before.get('task', needed)?.['state'];
      if (state !== 'done') found.push(`${id} was claimed while ${needed} was ${String(state)}`);
    }
  });
  return found;
}

/** Tasks in one bucket may be had by the same agents: among them rank decides. */
function inOrder(history: History): readonly string[] {
  const found: string[] = [];
  replay(history, ({ type, id }, before) => {
    const task = before.get('task', id);
    if (type !== 'task.claimed' || task === undefined) return;
    const earlier = before
      .all('task')
      .filter(
        ({ readyBucket, readyRank }) =>
          readyBucket !== null &&
          readyBucket === task['readyBucket'] &&
          Number(readyRank) < Number(task['readyRank']),
      );
    for (const one of earlier)
      found.push(`${id} was claimed while ${String(one['id'])} was ready and more urgent`);
  });
  return found;
}

function nothingLost(history: History): readonly string[] {
  return recordsOf(history, 'task').flatMap(({ id, title, state }) => {
    const times = history.events.filter((event) => event.type === 'task.done' && event.id === id).length;
    if (state !== 'done') return [`${String(id)} ${String(title)} is ${String(state)}`];
    return times === 1 ? [] : [`${String(id)} was finished ${times} times`];
  });
}

function locksExclude(history: History): readonly string[] {
  const found: string[] = [];
  replay(history, ({ kind, id, change }, before) => {
    if (kind !== 'lock' || change?.['holder'] === undefined) return;
    const wanted = { ...before.get('lock', id), ...change };
    const others = before
      .all('lock')
      .filter((lock) => lock['id'] !== id && lock['holder'] !== wanted['holder'] && overlap(lock, wanted));
    for (const other of others)
      found.push(
        `${String(wanted['path'])} was locked by ${String(wanted['holder'])} while ${String(other['holder'])} held ${String(other['path'])}`,
      );
  });
  return found;
}

function overlap(one: Json, other: Json): boolean {
  if (one['repo'] !== other['repo'] || (one['shared'] === true && other['shared'] === true)) return false;
  const [a, b] = [String(one['path']), String(other['path'])];
  return a === b || (a.endsWith('/') && b.startsWith(a)) || (b.endsWith('/') && a.startsWith(b));
}

/** Only an agent that was killed may leave mail unseen. */
function messagesSeen(history: History): readonly string[] {
  const names = agentNames(history);
  const killed = new Set(
    recordsOf(history, 'agent')
      .filter(({ leftReason }) => leftReason === 'died')
      .map(({ id }) => id),
  );
  return recordsOf(history, 'delivery').flatMap(({ message, agent, state }) => {
    const isSeen = state === 'seen' || state === 'answered' || killed.has(agent);
    return isSeen
      ? []
      : [`${String(message)} to ${names.get(String(agent)) ?? String(agent)} is ${String(state)}`];
  });
}

/** Bookkeeping that the log leaves out, by design. */
const unlogged: ReadonlySet<string> = new Set(['liveness', 'waitLife', 'idempotency', 'cursor']);

function logReplays(history: History): readonly string[] {
  const replayed = replay(history);
  const kinds = new Set([...replayed.kinds(), ...history.records.map(({ kind }) => kind)]);
  return [...kinds]
    .filter((kind) => !unlogged.has(kind))
    .flatMap((kind) => {
      const stored = new Map(recordsOf(history, kind).map((body) => [String(body['id']), body]));
      const ids = new Set([...stored.keys(), ...replayed.all(kind).map(({ id }) => String(id))]);
      return [...ids]
        .filter((id) => canonical(stored.get(id)) !== canonical(replayed.get(kind, id)))
        .map((id) => `${kind} ${id} is not what the log says`);
    });
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
