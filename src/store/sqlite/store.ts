import type { Kind } from '../../domain/kinds.ts';
import type { PortableStore, TakeOutcome, TakePlan, Transaction, View } from '../port.ts';
import { checkDatabase } from './check.ts';
import { compactAll, compactChunk, isOverLimit, readSnapshot } from './compact.ts';
import type { Connection } from './connection.ts';
import { type Began, createGroupDecision, type Decide } from './decide-group.ts';
import { isFull } from './errors.ts';
import { countEvents, readEvents } from './events.ts';
import { createGroup, type Outcome } from './group.ts';
import { importLines, readExport } from './portable.ts';
import { shiftLeases } from './clock-shift.ts';
import { writeMeta } from './meta.ts';
import type { Patience } from './patience.ts';
import { earliestDue } from './next-due.ts';
import type { Reserve } from './reserve.ts';
import { takeHead } from './take.ts';
import type { StoreTime } from './time.ts';
import { createSteady, type Start } from './steady.ts';
import { createTransaction, type SqliteTransaction } from './transaction.ts';
import { createView } from './view.ts';
import { createLogWatch } from './log-watch.ts';

export interface SqliteParts {
  readonly connection: Connection;
  readonly patience: Patience;
  readonly time: StoreTime;
  readonly reserve: Reserve;
  readonly eventsMax: number;
  /** Many commands, one commit: for a process that serves many callers. */
  readonly groupsCommits: boolean;
}

const startSql = `SELECT (SELECT value FROM meta WHERE key = 'epoch') AS epoch,
  (SELECT value FROM meta WHERE key = 'clockOffset') AS clockOffset,
  max((SELECT value FROM meta WHERE key = 'seqFloor'), coalesce((SELECT max(seq) FROM event), 0)) AS seq`;

/** A command looks whether the log is too long once in this many events. */
const compactEvery = 256;

/** The port on one connection. Every transaction runs from BEGIN to COMMIT without an await. */
export function createSqliteStore(parts: SqliteParts): PortableStore {
  const { connection, patience, time, reserve, eventsMax, groupsCommits } = parts;
  const watch = createLogWatch(connection, time);
  const steady = createSteady(connection);

  const begin = (mode: 'DEFERRED' | 'IMMEDIATE'): Began => {
    connection.run(`BEGIN ${mode}`);
    steady.begin();
    const { clockOffset, epoch, lastSeq } = steady.start(readStart);
    const instant = time.at(clockOffset);
    if (instant.jumpMs === 0) return { epoch, lastSeq, now: instant.now };
    connection.run('ROLLBACK');
    followWallClock();
    return begin(mode);
  };
  const readStart = (): Start => {
    const row = connection.row(startSql);
    return {
      epoch: Number(row?.['epoch']),
      lastSeq: Number(row?.['seq']),
      clockOffset: Number(row?.['clockOffset']),
    };
  };
  const followWallClock = (): void => {
    inTransaction('IMMEDIATE', () => {
      steady.forget();
      const { clockOffset, ...head } = readStart();
      const { now, jumpMs } = time.at(clockOffset);
      if (jumpMs === 0) return;
      writeMeta(connection, { clockOffset: time.currentOffset() ?? clockOffset });
      shiftLeases(connection, createTransaction(connection, steady, head, now + jumpMs).tx, jumpMs);
    });
  };
  const inTransaction = <T>(mode: 'DEFERRED' | 'IMMEDIATE', work: () => T): T => {
    connection.run(`BEGIN ${mode}`);
    return finished(work);
  };
  const finished = <T>(work: () => T): T => {
    try {
      const answer = work();
      connection.run('COMMIT');
      return answer;
    } catch (error) {
      rollBack(connection);
      steady.forget();
      throw error;
    }
  };

  const writeAlone = async <T>(decide: (tx: Transaction) => T): Promise<T> => {
    let draft: SqliteTransaction | undefined;
    const attempt = (): T => {
      const began = begin('IMMEDIATE');
      const mine = (draft = createTransaction(connection, steady, began, began.now));
      return finished(() => {
        const answer = decide(mine.tx);
        keepLogBounded(began.lastSeq, mine.tx.loggedSeq());
        steady.endsAt(mine.tx.loggedSeq());
        return answer;
      });
    };
    const answer = await patience.withLock(() => {
      try {
        return attempt();
      } catch (error) {
        if (!isFull(error) || draft?.hasGrown() === true || !reserve.free()) throw error;
        return attempt();
      }
    });
    if (draft !== undefined) watch.committed(draft.tx.loggedSeq());
    return answer;
  };
  const decideGroup = createGroupDecision({
    connection,
    steady,
    inTransaction: (work) => {
      const began = begin('IMMEDIATE');
      return finished(() => {
        const decided = work(began);
        keepLogBounded(began.lastSeq, decided.lastSeq);
        steady.endsAt(decided.lastSeq);
        return decided;
      });
    },
  });
  const commitGroup = async (decides: readonly Decide[]): Promise<readonly Outcome[]> => {
    const { outcomes, lastSeq } = await patience.withLock(() => decideGroup(decides));
    watch.committed(lastSeq);
    return outcomes;
  };
  const write = groupsCommits ? createGroup({ commit: commitGroup, alone: writeAlone }) : writeAlone;
  const keepLogBounded = (before: number, after: number): void => {
    if (Math.floor(before / compactEvery) === Math.floor(after / compactEvery)) return;
    if (isOverLimit(connection, after, eventsMax)) compactChunk(connection, 2 * compactEvery);
  };
  const read = <T>(look: (began: Began) => T): Promise<T> =>
    patience.withLock(() => {
      const began = begin('DEFERRED');
      return finished(() => look(began));
    });

  return {
    now: () => time.now(),
    read: (look: (view: View) => never) =>
      read(({ now, epoch, lastSeq }) => look(createView(connection, steady, now, epoch, lastSeq))),
    transact: write,
    take: <K extends Kind, T>(kind: K, index: string, plan: (tx: Transaction) => TakePlan<K, T>) =>
      write<TakeOutcome<K, T>>((tx) => takeHead(connection, tx, kind, index, plan(tx))),
    events: (query) => patience.withLock(() => readEvents(connection, query)),
    countEvents: async (query) => {
      const counts: Readonly<Record<string, number>>[] = [];
      for (const [index, until] of query.bounds.entries()) {
        const from = query.bounds[index - 1];
        if (from === undefined) continue;
        counts.push(await patience.withLock(() => countEvents(connection, query, from, until)));
        // A daemon has others to serve.
        await new Promise(setImmediate);
      }
      return counts;
    },
    wait: (after, until, signal) => watch.wait(after, until, signal),
    nextDue: () => patience.withLock(() => earliestDue(connection)),
    close: async () => {
      watch.stop();
      connection.close();
    },
    export: () => readExport(connection.file),
    import: (lines) => importLines(connection, patience, steady, lines),
    compact: async (keep) => {
      const dropped = await compactAll(keep, (chunk) =>
        patience.withLock(() => inTransaction('IMMEDIATE', () => chunk(connection))),
      );
      reserve.restore();
      return { dropped };
    },
    snapshot: () => read(() => readSnapshot(connection)),
    check: () => checkDatabase(connection, patience),
  };
}

/** After some failures SQLite has rolled back by itself, and says so by refusing ours. */
function rollBack(connection: Connection): void {
  try {
    connection.run('ROLLBACK');
  } catch {
    return;
  }
}
