import { type Body, type Export, Replay } from './export.ts';

/** One call as its caller saw it. `unknown`: the caller was killed or got no answer; both outcomes are possible. */
export interface Call {
  readonly by: string;
  readonly operation: 'add' | 'claim' | 'done' | 'lock' | 'msg' | 'inbox' | 'other';
  readonly input: Body;
  /** Epoch ms by the clock that the store uses too. */
  readonly invokedAt: number;
  readonly repliedAt: number;
  readonly outcome: { readonly ok: unknown } | { readonly refused: string } | 'unknown';
  /** It was killed, perhaps after it had answered. */
  readonly isKilled?: boolean;
}

/** Clocks are read before and after a call in whole milliseconds. */
const slopMs = 2;

/** What callers were told that cannot be true, in words that begin with the law. Empty when all of it can. */
export function checkCalls(calls: readonly Call[], exported: Export): string[] {
  return [
    ...oneHolder(calls),
    ...nothingLost(calls, exported),
    ...noFalseEmpty(calls, exported),
    ...mailInOrder(calls),
  ];
}

interface Claimed {
  readonly call: Call;
  readonly id: string;
  readonly generation: number;
}

function claimsOf(calls: readonly Call[]): Claimed[] {
  return calls.flatMap((call) => {
    if (
      call.operation !== 'claim' ||
      call.outcome === 'unknown' ||
      !('ok' in call.outcome) ||
      call.outcome.ok === null
    )
      return [];
    const { id, generation } = call.outcome.ok as { id: string; generation: number }; // a task
    return [{ call, id, generation }];
  });
}

/** Law 1: one holder per generation, and generations only grow, as callers saw them one after the other. */
function oneHolder(calls: readonly Call[]): string[] {
  const problems: string[] = [];
  const byTask = Map.groupBy(claimsOf(calls), ({ id }) => id);
  for (const claims of byTask.values()) {
    for (const a of claims) {
      for (const b of claims) {
        if (a.call.by === b.call.by) continue;
        if (a.generation === b.generation)
          problems.push(`law 1: ${a.id} generation ${a.generation} is held by ${a.call.by} and ${b.call.by}`);
        if (a.call.repliedAt < b.call.invokedAt && b.generation < a.generation) {
          problems.push(
            `law 1: ${a.id} had generation ${a.generation} before ${b.call.by} got ${b.generation}`,
          );
        }
      }
    }
  }
  return [...new Set(problems)];
}

/** Law 3: what was acknowledged is there. */
function nothingLost(calls: readonly Call[], exported: Export): string[] {
  const records = new Map(exported.records.map(({ kind, body }) => [`${kind} ${String(body['id'])}`, body]));
  const problems: string[] = [];
  for (const call of calls) {
    if (call.outcome === 'unknown' || !('ok' in call.outcome)) continue;
    const answer = call.outcome.ok as { id?: string; result?: unknown } | null; // a task or a message, for these operations
    const id = answer?.id ?? '';
    if (call.operation === 'add' && !records.has(`task ${id}`))
      problems.push(`law 3: ${id} was added by ${call.by} and is not there`);
    if (call.operation === 'done') {
      const task = records.get(`task ${id}`);
      if (task?.['state'] !== 'done' || task['result'] !== answer?.result)
        problems.push(`law 3: ${id} was done by ${call.by} and is ${String(task?.['state'])}`);
    }
    if (call.operation === 'msg' && !records.has(`message ${id}`))
      problems.push(`law 8: ${id} of ${call.by} was accepted and is not there`);
  }
  return [...problems, ...onePerKey(calls, exported)];
}

/** A call repeated with the same key, after whatever happened to the first, has had one effect. */
function onePerKey(calls: readonly Call[], exported: Export): string[] {
  const problems: string[] = [];
  const texts = { add: 'title', msg: 'body' } as const;
  for (const operation of ['add', 'msg'] as const) {
    const kind = operation === 'add' ? 'task' : 'message';
    const keyed = new Set(
      calls
        .filter((call) => call.operation === operation && call.input['key'] !== undefined)
        .map((call) => String(call.input['text'])),
    );
    const found = Map.groupBy(
      exported.records.filter(
        (record) => record.kind === kind && keyed.has(String(record.body[texts[operation]])),
      ),
      (record) => String(record.body[texts[operation]]),
    );
    for (const [text, records] of found)
      if (records.length > 1) problems.push(`law 3: "${text}" is there ${records.length} times for one key`);
  }
  return problems;
}

/** Law 4: no task was ready all the time that a claim took to say that there is none. */
function noFalseEmpty(calls: readonly Call[], exported: Export): string[] {
  const empty = calls.filter(
    ({ operation, outcome }) =>
      operation === 'claim' &&
      outcome !== 'unknown' &&
      'refused' in outcome &&
      outcome.refused === 'NOTHING_TO_DO',
  );
  if (empty.length === 0) return [];
  const spans = readySpans(exported);
  return empty.flatMap((call) => {
    const missed = spans.find(
      ({ from, to }) => from + slopMs < call.invokedAt && to > call.repliedAt + slopMs,
    );
    return missed === undefined
      ? []
      : [`law 4: ${call.by} was told there is nothing while ${missed.id} was ready`];
  });
}

/** When each task was ready, by the log. */
function readySpans(exported: Export): { readonly id: string; readonly from: number; readonly to: number }[] {
  const replay = new Replay(exported);
  const since = new Map<string, number>();
  const spans: { id: string; from: number; to: number }[] = [];
  for (const event of exported.events) {
    replay.apply(event);
    if (event.kind !== 'task') continue;
    const isReady = replay.get('task', event.id)?.['state'] === 'ready';
    const from = since.get(event.id);
    if (isReady && from === undefined) since.set(event.id, event.at);
    if (isReady || from === undefined) continue;
    spans.push({ id: event.id, from, to: event.at });
    since.delete(event.id);
  }
  return [...spans, ...[...since].map(([id, from]) => ({ id, from, to: Number.POSITIVE_INFINITY }))];
}

/** Law 8: each recipient reads a sender's messages in order and once; again only what a reading showed that died on the way. */
function mailInOrder(calls: readonly Call[]): string[] {
  const problems: string[] = [];
  const read = new Map<string, number>();
  const unsure = new Set<string>();
  for (const { by, operation, outcome, isKilled } of calls) {
    if (operation !== 'inbox') continue;
    const shown =
      outcome !== 'unknown' && 'ok' in outcome ? (outcome.ok as { id: string; from: string }[]) : [];
    if (!isAscending(shown)) problems.push(`law 8: ${by} reads ${shown.map(({ id }) => id).join(', ')}`);
    for (const { id, from } of shown) {
      const key = `${by} ${from}`;
      const last = read.get(key) ?? 0;
      if (numberOf(id) <= last && !unsure.has(by))
        problems.push(`law 8: ${by} reads ${id} of ${from} after m${last}`);
      read.set(key, Math.max(numberOf(id), last));
    }
    if (isKilled === true) unsure.add(by);
    else unsure.delete(by);
  }
  return problems;
}

function isAscending(messages: readonly { readonly id: string }[]): boolean {
  return messages.every(({ id }, at) => numberOf(id) > numberOf(messages[at - 1]?.id ?? 'm0'));
}

function numberOf(id: string): number {
  return Number(id.slice(1));
}
