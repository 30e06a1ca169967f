import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kindSpecs, type Kind, type Kinds } from '../../src/domain/kinds.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { ExportLine, PortableStore, Transaction } from '../../src/store/port.ts';
import { openSqliteStore, type MachineClock, type SqliteOptions } from '../../src/store/sqlite.ts';

/** A store under test, with a clock that the test moves, and other connections to the same state. */
export interface World {
  readonly store: PortableStore;
  readonly clock: FakeClock;
  /** Another connection to the same state. */
  another(): Promise<PortableStore>;
  /** Runs two decide functions so that the second begins while the first is still deciding. */
  overlapping<T>(
    first: (tx: Transaction) => T,
    second: (tx: Transaction) => T,
  ): Promise<PromiseSettledResult<T>[]>;
  /** A new, empty store of the same make. */
  empty(): Promise<PortableStore>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Adapter {
  readonly name: string;
  open(): Promise<World>;
}

export class FakeClock implements MachineClock {
  wallMs = 1_800_000_000_000;
  uptimeMs = 50_000;
  boot = 'boot-1';
  wall(): number {
    return this.wallMs;
  }
  uptime(): number {
    return this.uptimeMs;
  }
  bootId(): string {
    return this.boot;
  }
  /** Time passes. */
  pass(ms: number): void {
    this.wallMs += ms;
    this.uptimeMs += ms;
  }
}

export const memoryAdapter: Adapter = {
  name: 'memory',
  open: async () => {
    const clock = new FakeClock();
    const create = (): PortableStore => createMemoryStore({ now: () => clock.wall() });
    const store = create();
    return {
      store,
      clock,
      another: async () => store,
      overlapping: (first, second) => Promise.allSettled([store.transact(first), store.transact(second)]),
      empty: async () => create(),
      [Symbol.asyncDispose]: () => store.close(),
    };
  },
};

export const sqliteAdapter: Adapter = { name: 'sqlite', open: () => openScratch(false) };
/** As the daemon opens it: many commands, one commit. */
export const sqliteGroupAdapter: Adapter = { name: 'sqlite, grouped', open: () => openScratch(true) };

async function openScratch(groupsCommits: boolean): ReturnType<Adapter['open']> {
  const directory = mkdtempSync(join(tmpdir(), 'shoal-contract-'));
  const clock = new FakeClock();
  const opened: PortableStore[] = [];
  const open = async (name: string): Promise<PortableStore> => {
    const store = await openSqliteStore({ ...sqliteOptions(join(directory, name), clock), groupsCommits });
    opened.push(store);
    return store;
  };
  const store = await open('shoal.db');
  const other = await open('shoal.db');
  return {
    store,
    clock,
    another: () => open('shoal.db'),
    overlapping: async (first, second) => {
      let late: Promise<Awaited<ReturnType<typeof second>>> | undefined;
      const early = store.transact((tx) => {
        // Finds the database locked, and so decides after the first has committed or failed.
        late ??= other.transact(second) as typeof late & object;
        return first(tx);
      });
      // Only once the first has been decided is there a second.
      const [outcome] = await Promise.allSettled([early]);
      return [outcome, ...(await Promise.allSettled(late === undefined ? [] : [late]))];
    },
    empty: () => open(`other-${opened.length}.db`),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(opened.map((one) => one.close()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function sqliteOptions(file: string, clock: MachineClock): SqliteOptions {
  return { file, clock, settings: { busyTimeoutMs: 10_000, durability: 'full', eventsMax: 1_000_000 } };
}

/** A body with only the fields that a test is about: a store does not look at the others. */
export function body<K extends Kind>(
  _kind: K,
  fields: Partial<Kinds[K]> & { readonly id: string },
): Kinds[K] {
  return fields as Kinds[K];
}

/** A body that an index field leads to. */
export function indexed<K extends Kind>(kind: K, id: string, field: string, value: string): Kinds[K] {
  const arrays: readonly string[] = kindSpecs[kind].arrays ?? [];
  return { id, [field]: arrays.includes(field) ? [value] : value } as never;
}

/** An id that a record of the kind can have. */
export function idFor(kind: Kind, number: number): string {
  return `${kindSpecs[kind].prefix ?? 'record:'}${number}`;
}

export async function addTask(store: PortableStore, fields: Partial<Kinds['task']> = {}): Promise<string> {
  return store.transact((tx) => {
    const id = tx.nextId('task');
    tx.create('task', body('task', { id, title: id, ...fields }), { type: 'task.added', task: id });
    return id;
  });
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function* each(lines: readonly ExportLine[]): AsyncGenerator<ExportLine> {
  yield* lines;
}

export const kinds = Object.keys(kindSpecs) as Kind[];
