import { toneOfState } from '../../ui/state.tsx';
import type { AgentEntry } from './rows.ts';

const fields: Readonly<Record<string, (entry: AgentEntry) => string | null>> = {
  state: ({ state, isGone }) => (isGone ? `${state} gone` : state),
  harness: ({ harness }) => harness,
  model: ({ model }) => model,
  profile: ({ profile }) => profile,
  role: ({ role }) => role,
  queue: ({ queue }) => queue,
  task: ({ task }) => task,
  name: ({ name }) => name,
};

/** `state:working harness:codex curie`: every word must fit; a word without a field fits any of what is shown. */
export function matches(entry: AgentEntry, filter: string): boolean {
  return filter
    .toLowerCase()
    .split(/\s+(?=\S)/)
    .filter((word) => word !== '')
    .every((word) => fits(entry, word));
}

function fits(entry: AgentEntry, word: string): boolean {
  const [, name = '', wanted = ''] = /^(\w+):(.*)$/.exec(word) ?? [];
  const field = fields[name];
  if (field !== undefined) return plain(field(entry)).includes(plain(wanted));
  const shown = [entry.id, entry.taskTitle, ...Object.values(fields).map((one) => one(entry))];
  return shown.some((text) => plain(text).includes(plain(word)));
}

/** `needs-you` is written for "needs you". */
function plain(text: string | null): string {
  return (text ?? '').toLowerCase().replaceAll(/[\s-]+/g, '');
}

export type SortKey = 'state' | 'name' | 'seen' | 'context' | 'cost' | 'tokens';

const urgency = ['needs-you', 'failed', 'unknown', 'parked', 'working', 'idle', 'done'];

const orders: Readonly<Record<SortKey, (a: AgentEntry, b: AgentEntry) => number>> = {
  state: (a, b) => rank(a) - rank(b),
  name: () => 0,
  seen: (a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt),
  context: (a, b) => (b.contextShare ?? -1) - (a.contextShare ?? -1),
  cost: (a, b) => (b.costUsd ?? -1) - (a.costUsd ?? -1),
  tokens: (a, b) => (b.tokens ?? -1) - (a.tokens ?? -1),
};

export function toSortKey(text: string | null): SortKey {
  return text !== null && Object.hasOwn(orders, text) ? (text as SortKey) : 'state'; // a key of orders
}

/** Those that are gone are last; equals are in the order of their names. */
export function sorted(entries: readonly AgentEntry[], by: SortKey): readonly AgentEntry[] {
  return entries.toSorted(
    (a, b) => Number(a.isGone) - Number(b.isGone) || orders[by](a, b) || a.name.localeCompare(b.name),
  );
}

function rank({ state, isHuman }: AgentEntry): number {
  return isHuman ? urgency.length : urgency.indexOf(toneOfState(state));
}
