import type { Turn } from '../../../domain/session.ts';
import type { View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { letOthers } from '../../unhurried.ts';

/** What is counted of a turn, and what it is counted by. */
export interface Counted extends Pick<
  Turn,
  | 'endedAt'
  | 'agent'
  | 'task'
  | 'queue'
  | 'model'
  | 'inputTokens'
  | 'cachedTokens'
  | 'outputTokens'
  | 'costUsd'
  | 'costIs'
> {
  readonly number: number;
  readonly profile: string | null;
  readonly harness: string | null;
}

/*
 * Turns never change, so a process that stays reads each once: 100,000 of them, the most that are kept, are about 20 MB.
 * A turn is written when it ends, so the newest come first when going back, and one page that is too old ends the search.
 */
interface Known {
  rows: Counted[];
  /** Number of the newest turn that was read, 0 when there was none; undefined before the first look. */
  last: number | undefined;
  /** Nothing is older than the first row. */
  reachesStart: boolean;
  busy: Promise<unknown>;
}

type Store = Context['store'];

const knownOf = new WeakMap<Store, Known>();
const pageMax = 2_000;

/** Turns that ended at `from` or later, in the order in which they were written. */
export function turnsSince(store: Store, from: number): Promise<readonly Counted[]> {
  const known: Known = knownOf.get(store) ?? {
    rows: [],
    last: undefined,
    reachesStart: false,
    busy: Promise.resolve(),
  };
  knownOf.set(store, known);
  const work = known.busy.then(() => read(store, known, from));
  known.busy = work.catch(() => undefined);
  return work;
}

async function read(store: Store, known: Known, from: number): Promise<readonly Counted[]> {
  await readNewer(store, known);
  while (!known.reachesStart && (known.rows[0]?.endedAt ?? from) >= from) {
    await readOlder(store, known);
    await letOthers();
  }
  const oldest = await store.read((view) => view.list('turn', { limit: 1 })[0]);
  const first = oldest === undefined ? Number.POSITIVE_INFINITY : numberOf(oldest.id);
  const gone = known.rows.findIndex(({ number }) => number >= first);
  if (gone !== 0) known.rows.splice(0, gone === -1 ? known.rows.length : gone);
  return known.rows.filter(({ endedAt }) => endedAt >= from);
}

async function readNewer(store: Store, known: Known): Promise<void> {
  while (known.last !== undefined) {
    const after = known.last === 0 ? {} : { after: `u${known.last}` };
    const page = await store.read((view) => counted(view, view.list('turn', { limit: pageMax, ...after })));
    known.rows.push(...page);
    known.last = page.at(-1)?.number ?? known.last;
    if (page.length < pageMax) return;
  }
}

async function readOlder(store: Store, known: Known): Promise<void> {
  const first = known.rows[0];
  const after = first === undefined ? {} : { after: `u${first.number}` };
  const page = await store.read((view) =>
    counted(view, view.list('turn', { newestFirst: true, limit: pageMax, ...after })),
  );
  known.rows.unshift(...page.toReversed());
  known.last ??= page[0]?.number ?? 0;
  known.reachesStart = page.length < pageMax;
}

function counted(view: View, turns: readonly Turn[]): Counted[] {
  const profiles = new Map<string, { readonly profile: string | null; readonly harness: string | null }>();
  return turns.map((turn) => {
    const { endedAt, agent, task, queue, model, inputTokens, cachedTokens, outputTokens, costUsd, costIs } =
      turn;
    const profile = profiles.get(turn.session) ?? profileOf(view, turn);
    profiles.set(turn.session, profile);
    return {
      number: numberOf(turn.id),
      endedAt,
      agent,
      task,
      queue,
      model,
      inputTokens,
      cachedTokens,
      outputTokens,
      costUsd,
      costIs,
      ...profile,
    };
  });
}

function profileOf(view: View, { session, profile, harness }: Turn) {
  const known = profile === undefined ? view.get('session', session)?.profile : undefined;
  return { profile: profile ?? known?.name ?? null, harness: harness ?? known?.harness ?? null };
}

function numberOf(id: string): number {
  return Number(id.slice(1));
}
