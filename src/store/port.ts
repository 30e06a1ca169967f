import type { Kind, Kinds } from '../domain/kinds.ts';

/*
 * The second waist: all shared state goes through a Store.
 *
 * A store holds records (JSON bodies by kind and id), the ordered log, and ranked indexes. It holds no rule: what a
 * command changes is decided by the function that the caller passes, and a store only commits it.
 *
 * S1  A transaction is all or nothing: its records, its events and its index changes appear together or not at all.
 * S2  It is serializable: what the decide function read, a query that found nothing included, has not changed at commit.
 * S3  `seq` only grows, and no reader sees a later event before an earlier one.
 * S4  One event per logged record changed; `change` holds the changed fields, so that replaying the log gives the state.
 * S5  A decide function is synchronous and may be called again; it must do nothing but read and write the transaction.
 * S6  A decide function that throws commits nothing.
 */

export type ByKind<K extends Kind> = Readonly<Kinds[K]>;

/** What the log says of a change beside the change itself. */
export interface EventNote {
  /** Dotted, past tense: `task.claimed`. */
  readonly type: string;
  /** Default: the changed record itself when it is a task. */
  readonly task?: string | null;
  readonly agent?: string | null;
  /** JSON-pure facts that the changed fields do not hold, for example a reason. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** One line of the log. */
export interface LogEvent {
  readonly seq: number;
  /** Epoch ms, store clock. */
  readonly at: number;
  /** Shared by all events of one command: the seq of its first event. */
  readonly command: number;
  readonly actor: string | null;
  readonly type: string;
  readonly kind: Kind;
  readonly id: string;
  readonly task: string | null;
  readonly agent: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  /** Changed fields with their new values; null when the record was removed. */
  readonly change: Readonly<Record<string, unknown>> | null;
}

export interface RecordQuery<K extends Kind> {
  /** Equality on declared index fields; more than one means all of them. Without it: every record of the kind. */
  readonly where?: Partial<Record<keyof Kinds[K] & string, string>>;
  /** Ids are in creation order (t2 before t10). Default: oldest first. */
  readonly newestFirst?: boolean;
  /** Default 10,000. */
  readonly limit?: number;
  /** Continue after this id, in the order asked for. */
  readonly after?: string;
}

export interface View {
  /** Epoch ms by the store's clock, the same during one call of decide. */
  readonly now: number;
  /** Rises whenever a tail of the log could have been lost; generations and fences start above epoch * 2^32. */
  readonly epoch: number;
  /** Seq of the last event committed. */
  readonly lastSeq: number;
  get<K extends Kind>(kind: K, id: string): ByKind<K> | undefined;
  list<K extends Kind>(kind: K, query?: RecordQuery<K>): readonly ByKind<K>[];
  /** How many records there are per value of an index field. */
  count<K extends Kind>(kind: K, index: keyof Kinds[K] & string): Readonly<Record<string, number>>;
  /** Records of a kind whose due instant is not after `until` (default: `now`), earliest first. */
  due<K extends Kind>(kind: K, limit: number, until?: number): readonly ByKind<K>[];
  /** Whether the due instant of any record is not after `now`: one look that spares the others. */
  isAnyDue(): boolean;
  /** Buckets of a ranked index that hold at least one record. */
  buckets(kind: Kind, index: string): readonly string[];
  /** The first records of one bucket, in rank order. */
  ranked<K extends Kind>(kind: K, index: string, bucket: string, limit: number): readonly ByKind<K>[];
}

export interface Transaction extends View {
  /** Whom the events of this command are by: an agent id; null (the default) for Shoal itself and unknown callers. Set it before the first write. */
  actor: string | null;
  /** A new counted id: `t42` for a kind with a prefix. */
  nextId(kind: Kind): string;
  /** Counts records of a kind that names them itself: above every number given before. */
  nextNumber(kind: Kind): number;
  /** The next fencing token of the workspace: above every token given before. */
  nextFence(): number;
  /** Seq of the event that was logged last: of this command, or before it. */
  loggedSeq(): number;
  create<K extends Kind>(kind: K, body: Kinds[K], note: EventNote): void;
  update<K extends Kind>(kind: K, id: string, patch: Partial<Kinds[K]>, note: EventNote): ByKind<K>;
  remove(kind: Kind, id: string, note: EventNote): void;
}

/** What taking does, computed beforehand: a store applies it to whichever record is the head. */
export interface TakePatch<K extends Kind> {
  readonly set: Partial<Kinds[K]>;
  /** Number fields to raise. */
  readonly add: Partial<Record<keyof Kinds[K] & string, number>>;
  /** Number fields that must be at least this before `add`. */
  readonly atLeast?: Partial<Record<keyof Kinds[K] & string, number>>;
  readonly note: EventNote;
}

/**
 * A plan either takes from buckets or answers without taking. Its other writes are committed in both cases. `present`
 * makes an answer of what was taken, in the same transaction, as it sees it.
 */
export type TakePlan<K extends Kind, T> =
  | {
      readonly buckets: readonly string[];
      readonly patch: TakePatch<K>;
      readonly present?: (taken: ByKind<K>) => T;
    }
  | { readonly answer: T };

export type TakeOutcome<K extends Kind, T> =
  | { readonly taken: ByKind<K>; readonly presented: T | undefined }
  | { readonly answer: T }
  | { readonly empty: true };

export interface EventQuery {
  /** Exclusive. Default 0. */
  readonly after?: number;
  /** Exclusive. Default: none. */
  readonly before?: number;
  readonly newestFirst?: boolean;
  readonly limit?: number;
  readonly task?: string;
  /** Events by or about this agent. */
  readonly agent?: string;
  /** A type, or a prefix of whole words: `task` matches `task.claimed`. */
  readonly type?: string;
  /** Of changes to records of these kinds. */
  readonly kinds?: readonly Kind[];
}

/** Which events are counted, in which stretches of time. */
export interface CountQuery extends Pick<EventQuery, 'task' | 'agent' | 'type'> {
  /** Epoch ms, rising: each stretch goes from one of them to just before the next. */
  readonly bounds: readonly number[];
}

interface Store {
  /** Consistent reading; nothing is written. */
  read<T>(look: (view: View) => T): Promise<T>;
  transact<T>(decide: (tx: Transaction) => T): Promise<T>;
  /** Removes the head of the first-ranked of the plan's buckets and patches it, atomically against all other takers. */
  take<K extends Kind, T>(
    kind: K,
    index: string,
    plan: (tx: Transaction) => TakePlan<K, T>,
  ): Promise<TakeOutcome<K, T>>;
  events(query: EventQuery): Promise<readonly LogEvent[]>;
  /** How many events of each type lie in each stretch, one after the other; others may write in between. */
  countEvents(query: CountQuery): Promise<readonly Readonly<Record<string, number>>[]>;
  /** Resolves when the log holds an event after `seq`, at `until` (epoch ms, store clock), or when aborted. */
  wait(after: number, until: number | undefined, signal: AbortSignal): Promise<void>;
  /** The earliest instant at which time alone changes something; undefined when there is none. */
  nextDue(): Promise<number | undefined>;
  now(): number;
  close(): Promise<void>;
}

/** What moves a store: every record and the whole log, as JSON lines. */
export type ExportLine =
  | {
      readonly t: 'header';
      readonly format: 1;
      readonly schema: number;
      readonly epoch: number;
      readonly seq: number;
      readonly fence: number;
      readonly counters: Readonly<Record<string, number>>;
      /** Where the snapshot stands: the events of the export follow it. */
      readonly snapshotSeq: number;
    }
  /** One record of the state from which the events replay. */
  | { readonly t: 'snapshot'; readonly kind: Kind; readonly body: Readonly<Record<string, unknown>> }
  | { readonly t: 'record'; readonly kind: Kind; readonly body: Readonly<Record<string, unknown>> }
  | ({ readonly t: 'event' } & LogEvent);

export interface PortableStore extends Store {
  export(): AsyncIterable<ExportLine>;
  /** Only into an empty store; raises the epoch, so that no token or seq repeats. */
  import(lines: AsyncIterable<ExportLine>): Promise<{ records: number; events: number }>;
  /** Drops events older than the newest `keep`, after writing the snapshot that replay starts from. */
  compact(keep: number): Promise<{ dropped: number }>;
  /** State at the latest snapshot, from which `events` replays (law 9). */
  snapshot(): Promise<{
    seq: number;
    records: readonly { kind: Kind; body: Readonly<Record<string, unknown>> }[];
  }>;
  /** What is wrong with the file, in words; empty when nothing is. */
  check(): Promise<readonly string[]>;
}
