import type { Kind } from '../domain/kinds.ts';
import { kinds } from '../domain/kinds.ts';
import { raised, type Body } from './change.ts';
import { compareKeys, orderKey } from './order.ts';
import { defaultLimit, matches } from './event-filter.ts';
import { compacted, exported, imported, snapshotOf } from './memory/portable.ts';
import { emptyState, recordsOf, type MemoryState } from './memory/state.ts';
import { beginMemoryTransaction } from './memory/transaction.ts';
import { bucketRecords, createMemoryView, earliestDue, rankedFields } from './memory/view.ts';
import { createWaiters } from './waiters.ts';
import type {
  CountQuery,
  EventQuery,
  LogEvent,
  PortableStore,
  TakeOutcome,
  TakePlan,
  Transaction,
} from './port.ts';

/** A store in memory: the oracle that other adapters are held against. Simple before fast. */
export function createMemoryStore(options: { readonly now?: () => number } = {}): PortableStore {
  const now = options.now ?? Date.now;
  const waiters = createWaiters();
  const closing = new AbortController();
  let state: MemoryState = emptyState;

  const commit = (next: MemoryState): void => {
    state = next;
    waiters.wake();
  };

  return {
    now,
    read: async (look) => look(createMemoryView(() => state, now())),
    transact: async (decide) => {
      const draft = beginMemoryTransaction(state, now());
      const answer = decide(draft.tx);
      commit(draft.state());
      return answer;
    },
    take: async (kind, index, plan) => {
      const draft = beginMemoryTransaction(state, now());
      const outcome = takeHead(draft.tx, draft.state, kind, index, plan(draft.tx));
      commit(draft.state());
      return outcome;
    },
    events: async (query) => eventsOf(state, query),
    countEvents: async (query) => countsOf(state, query),
    wait: (after, until, signal) =>
      waiters.wait(
        () => (state.events.at(-1)?.seq ?? 0) > after,
        () => (until === undefined ? undefined : until - now()),
        AbortSignal.any([signal, closing.signal]),
      ),
    nextDue: async () => {
      const instants = kinds.map((kind) => earliestDue(kind, recordsOf(state.records, kind)));
      const known = instants.filter((instant) => instant !== undefined);
      return known.length === 0 ? undefined : Math.min(...known);
    },
    close: async () => closing.abort(),
    export: async function* () {
      yield* exported(state);
    },
    import: async (lines) => {
      const next = await imported(state, lines);
      commit(next);
      return {
        records: [...next.records.values()].reduce((n, ofKind) => n + ofKind.size, 0),
        events: next.events.length,
      };
    },
    compact: async (keep) => {
      const before = state.events.length;
      commit(compacted(state, keep));
      return { dropped: before - state.events.length };
    },
    snapshot: async () => snapshotOf(state),
    check: async () => [],
  };
}

function takeHead<K extends Kind, T>(
  tx: Transaction,
  state: () => MemoryState,
  kind: K,
  index: string,
  plan: TakePlan<K, T>,
): TakeOutcome<K, T> {
  if ('answer' in plan) return { answer: plan.answer };
  const { rank } = rankedFields(kind, index);
  const bodies = recordsOf(state().records, kind);
  const heads = plan.buckets.flatMap((bucket) => bucketRecords(kind, index, bodies, bucket).slice(0, 1));
  const [head] = heads.toSorted((a, b) => Number(a[rank]) - Number(b[rank]) || compareIds(kind, a, b));
  if (head === undefined) return { empty: true };
  const { set, add, atLeast = {}, note } = plan.patch;
  const patch = { ...set, ...raised(head, add, atLeast) } as typeof set;
  const taken = tx.update(kind, String(head['id']), patch, note);
  return { taken, presented: plan.present?.(taken) };
}

function compareIds(kind: Kind, a: Body, b: Body): number {
  return compareKeys(orderKey(kind, String(a['id'])) ?? '', orderKey(kind, String(b['id'])) ?? '');
}

function eventsOf(state: MemoryState, query: EventQuery): readonly LogEvent[] {
  const { after = 0, before = Number.POSITIVE_INFINITY } = query;
  const found = state.events
    .filter(({ seq }) => seq > after && seq < before)
    .filter((event) => matches(event, query));
  const ordered = query.newestFirst === true ? found.toReversed() : found;
  return ordered.slice(0, query.limit ?? defaultLimit);
}

function countsOf(state: MemoryState, { bounds, ...query }: CountQuery): readonly Record<string, number>[] {
  return bounds.slice(1).map((until, index) => {
    const from = bounds[index] ?? until;
    const found = state.events.filter(
      (event) => event.at >= from && event.at < until && matches(event, query),
    );
    const types = Map.groupBy(found, ({ type }) => type);
    return Object.fromEntries([...types].map(([type, some]) => [type, some.length]));
  });
}
