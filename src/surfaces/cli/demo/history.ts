import { type Json, parseRecord, Replay } from './replay.ts';

/** One line of the log as `shoal export` writes it. */
export interface HistoryEvent {
  readonly seq: number;
  readonly at: number;
  readonly actor: string | null;
  readonly type: string;
  readonly kind: string;
  readonly id: string;
  readonly agent: string | null;
  readonly change: Json | null;
}

/** All that happened and how it ended, from an export. */
export interface History {
  readonly snapshot: readonly { kind: string; body: Json }[];
  readonly events: readonly HistoryEvent[];
  readonly records: readonly { kind: string; body: Json }[];
}

export function parseHistory(text: string): History {
  const history = {
    snapshot: [] as { kind: string; body: Json }[],
    events: [] as HistoryEvent[],
    records: [] as { kind: string; body: Json }[],
  };
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const value = JSON.parse(line) as { t: string }; // our own program's output
    if (value.t === 'event') history.events.push(value as unknown as HistoryEvent);
    if (value.t === 'snapshot') history.snapshot.push(parseRecord(value));
    if (value.t === 'record') history.records.push(parseRecord(value));
  }
  return history;
}

export function recordsOf(history: History, kind: string): readonly Json[] {
  return history.records.filter((record) => record.kind === kind).map(({ body }) => body);
}

/** Calls `look` before each event is applied, with the state at that instant. */
export function replay(
  history: History,
  look: (event: HistoryEvent, before: Replay) => void = () => undefined,
): Replay {
  const state = new Replay(history.snapshot);
  for (const event of history.events) {
    look(event, state);
    state.apply(event);
  }
  return state;
}

/** Names of agents by id: an agent may have been renamed, the last name counts. */
export function agentNames(history: History): ReadonlyMap<string, string> {
  return new Map(recordsOf(history, 'agent').map(({ id, name }) => [String(id), String(name)]));
}
