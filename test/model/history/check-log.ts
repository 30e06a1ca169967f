import { type Body, type Event, type Export, Replay } from './export.ts';

export interface LogOptions {
  /** Whether two locked paths share a file. Default: they are the same. */
  readonly overlap?: (a: string, b: string) => boolean;
  /** Claims asked for the next task without any filter, so that each must have been the first in order. Default: true. */
  readonly claimsAreNext?: boolean;
}

/** What in the log breaks a law, in words that begin with the law. Empty when nothing does. */
export function checkLog(exported: Export, options: LogOptions = {}): string[] {
  const replay = new Replay(exported);
  const problems: string[] = [];
  let last: Event | undefined;
  for (const event of exported.events) {
    problems.push(...checkSequence(event, last, exported), ...checkBefore(event, replay, options));
    replay.apply(event);
    problems.push(...checkAfter(event, replay, options));
    last = event;
  }
  return [...problems, ...checkEnd(replay, exported)];
}

function checkSequence(event: Event, last: Event | undefined, exported: Export): string[] {
  const previous = last?.seq ?? exported.snapshotSeq;
  const problems: string[] = [];
  if (event.seq <= previous) problems.push(`law 9: seq ${event.seq} follows ${previous}`);
  const isFirst = event.command === event.seq;
  if (!isFirst && (last === undefined ? event.command > event.seq : event.command !== last.command)) {
    problems.push(`law 9: event ${event.seq} is torn from its command ${event.command}`);
  }
  return problems;
}

/** What must be true just before an event happens. */
function checkBefore(event: Event, replay: Replay, options: LogOptions): string[] {
  if (event.kind === 'task' && event.type === 'task.claimed') return checkClaim(event, replay, options);
  if (event.kind === 'leader' && event.type === 'leader.elected') {
    const term = Number(replay.get('leader', event.id)?.['term'] ?? 0);
    return Number(event.change?.['term']) > term
      ? []
      : [`law 10: term ${String(event.change?.['term'])} follows ${term} at ${event.seq}`];
  }
  return [];
}

function checkClaim(event: Event, replay: Replay, { claimsAreNext = true }: LogOptions): string[] {
  const task = replay.get('task', event.id);
  if (task === undefined) return [`law 3: ${event.id} is claimed at ${event.seq} and was never added`];
  const problems: string[] = [];
  if (task['state'] === 'running' && task['holder'] !== null) {
    problems.push(
      `law 1: ${event.id} is claimed at ${event.seq} while ${JSON.stringify(task['holder'])} holds it`,
    );
  }
  if (Number(event.change?.['generation']) <= Number(task['generation'])) {
    problems.push(`law 1: the generation of ${event.id} does not grow at ${event.seq}`);
  }
  const isStolen = task['state'] === 'running'; // it ran already when a dependency was added
  for (const id of isStolen ? [] : (task['dependsOn'] as string[])) {
    if (replay.get('task', id)?.['state'] !== 'done')
      problems.push(`law 6: ${event.id} is claimed at ${event.seq} before ${id} is done`);
  }
  const first = claimsAreNext
    ? firstOf(replay.all('task').filter((one) => one['state'] === 'ready'))
    : undefined;
  if (first !== undefined && isBefore(first, task))
    problems.push(`law 5: ${event.id} is claimed at ${event.seq} before ${String(first['id'])}`);
  return problems;
}

function firstOf(tasks: readonly Body[]): Body | undefined {
  let first: Body | undefined;
  for (const task of tasks) if (first === undefined || isBefore(task, first)) first = task;
  return first;
}

function isBefore(a: Body, b: Body): boolean {
  const byPriority = Number(b['priority']) - Number(a['priority']);
  return byPriority === 0 ? number(a) < number(b) : byPriority < 0;
}

function number(body: Body): number {
  return Number(String(body['id']).replace(/^\D+/, ''));
}

/** What must be true once the event has happened. */
function checkAfter(event: Event, replay: Replay, { overlap = (a, b) => a === b }: LogOptions): string[] {
  if (event.kind === 'lock' && event.change !== null) return checkLock(event, replay, overlap);
  if (event.kind === 'task') return checkTask(event, replay);
  return [];
}

function checkLock(event: Event, replay: Replay, overlap: (a: string, b: string) => boolean): string[] {
  const mine = replay.get('lock', event.id);
  if (mine === undefined) return [];
  return replay
    .all('lock')
    .filter((other) => other['holder'] !== mine['holder'] && Number(other['leaseExpiresAt']) > event.at)
    .filter((other) => !(other['shared'] === true && mine['shared'] === true))
    .filter((other) => overlap(String(other['path']), String(mine['path'])))
    .map(
      (other) =>
        `law 7: ${event.id} of ${String(mine['holder'])} and ${String(other['id'])} of ${String(other['holder'])} overlap at ${event.seq}`,
    );
}

const states = ['blocked', 'ready', 'running', 'waiting', 'done', 'failed', 'cancelled'];

/** Law 3: exactly one state, and what belongs to it. */
function checkTask(event: Event, replay: Replay): string[] {
  const task = replay.get('task', event.id);
  if (task === undefined) return [`law 3: ${event.id} was removed at ${event.seq}`];
  const problems: string[] = [];
  if (!states.includes(String(task['state'])))
    problems.push(`law 3: ${event.id} is ${String(task['state'])} at ${event.seq}`);
  if ((task['state'] === 'running') !== (task['holder'] !== null)) {
    const isStolen = event.type === 'task.stolen'; // the claim follows in the same command
    if (!isStolen)
      problems.push(
        `law 3: ${event.id} is ${String(task['state'])} with holder ${JSON.stringify(task['holder'])} at ${event.seq}`,
      );
  }
  return problems;
}

/** Law 9: what the log says is what is there. Law 3: what is ready can be taken. */
function checkEnd(replay: Replay, exported: Export): string[] {
  const logged = new Set(
    exported.events.map(({ kind }) => kind).concat(exported.snapshot.map(({ kind }) => kind)),
  );
  const actual = new Map(
    exported.records
      .filter(({ kind }) => logged.has(kind))
      .map(({ kind, body }) => [`${kind} ${String(body['id'])}`, body]),
  );
  const problems: string[] = [];
  for (const key of new Set([...actual.keys(), ...replay.state.keys()])) {
    const said = canonical(replay.state.get(key));
    const is = canonical(actual.get(key));
    if (said !== is) problems.push(`law 9: the log says of ${key}: ${said}; it is: ${is}`);
  }
  for (const task of replay.all('task')) {
    if ((task['state'] === 'ready') !== (typeof task['readyBucket'] === 'string')) {
      problems.push(
        `law 4: ${String(task['id'])} is ${String(task['state'])} and in bucket ${String(task['readyBucket'])}`,
      );
    }
  }
  return problems;
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) => {
      if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
      return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? 'nothing'
  );
}
