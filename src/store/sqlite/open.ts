import { statSync } from 'node:fs';
import { ShoalError } from '../../domain/errors.ts';
import type { PortableStore } from '../port.ts';
import { openConnection, type Connection } from './connection.ts';
import { createDatabase } from './create.ts';
import { storeCorrupt } from './errors.ts';
import { raiseEpoch, readMeta, writeMeta, type Meta } from './meta.ts';
import { migrate } from './migrations.ts';
import { createPatience } from './patience.ts';
import { createReserve } from './reserve.ts';
import { createSqliteStore } from './store.ts';
import { createStoreTime, type MachineClock } from './time.ts';

export interface SqliteOptions {
  readonly file: string;
  readonly settings: {
    readonly busyTimeoutMs: number;
    readonly durability: 'full' | 'relaxed';
    readonly eventsMax: number;
  };
  readonly clock: MachineClock;
  /** Many commands of this process, one commit. Default: false */
  readonly groupsCommits?: boolean;
  /** Spreads the tries of competing processes. Default: Math.random. */
  readonly random?: () => number;
  /** Creates the database even on a file system that other machines may share. */
  readonly allowNetworkFs?: boolean;
  /** For tests: stands in for statfs. */
  readonly fileSystemType?: (directory: string) => number | undefined;
}

/** Reading this much again costs a command about half a millisecond. */
const logBytesMax = 512 * 1024;

/** The first version of SQLite in which two connections cannot damage a file by resetting the write-ahead log at once. */
const safeSqlite = [3, 51, 3] as const;

/**
 * Opens the workspace's database, or creates it; its directory must exist.
 *
 * @throws {ShoalError} STORE_CORRUPT, STORE_TOO_NEW, STORE_UNSAFE, STORE_READ_ONLY, STORE_FULL, or BUSY after
 * `busyTimeoutMs`.
 */
export async function openSqliteStore(options: SqliteOptions): Promise<PortableStore> {
  const { file, settings, clock } = options;
  const patience = createPatience({
    file,
    timeoutMs: settings.busyTimeoutMs,
    monotonic: () => performance.now(),
    random: options.random ?? Math.random,
  });
  await patience.withLock(() => ensureDatabase(options));
  const connection = openConnection(file);
  try {
    const meta = await patience.withLock(() => prepare(connection, options));
    const time = createStoreTime(clock, meta.clockOffset);
    return createSqliteStore({
      connection,
      patience,
      time,
      reserve: createReserve(file),
      eventsMax: settings.eventsMax,
      groupsCommits: options.groupsCommits ?? false,
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

function ensureDatabase(options: SqliteOptions): void {
  const size = statSync(options.file, { throwIfNoEntry: false })?.size;
  if (size === undefined) createDatabase({ ...options, allowNetworkFs: options.allowNetworkFs ?? false });
  // SQLite would take an empty file for a new database and hide that the state is gone.
  else if (size === 0) throw storeCorrupt(options.file, 'it is empty');
}

function prepare(connection: Connection, { settings, clock, file }: SqliteOptions): Meta {
  checkSqliteVersion(connection);
  connection.script(pragmas(settings.durability));
  const meta = readMetaOrRefuse(connection, file);
  if (meta.databaseId === '') throw storeCorrupt(file, 'it is no database of shoal');
  migrate(connection);
  shortenLog(connection, file);
  const bootId = clock.bootId();
  const isRelaxed = settings.durability === 'relaxed' ? 1 : 0;
  if (meta.bootId === bootId && meta.relaxed >= isRelaxed) return meta;
  return atNewBoot(connection, clock, isRelaxed);
}

/**
 * A command does not close the database, so whoever opens it next reads the whole write-ahead log again, and because
 * reading it forgets what was copied already, SQLite itself would never start it afresh: each would make it longer.
 */
function shortenLog(connection: Connection, file: string): void {
  const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes <= logBytesMax) return;
  try {
    connection.row('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Somebody is reading, or there is no room: a later command will do it, and a damaged file names itself when read.
    return;
  }
}

/** A new boot starts new clocks; after relaxed durability it may also have lost the end of the log. */
function atNewBoot(connection: Connection, clock: MachineClock, isRelaxed: number): Meta {
  connection.run('BEGIN IMMEDIATE');
  try {
    const meta = readMeta(connection);
    const isNewBoot = meta.bootId !== clock.bootId();
    if (isNewBoot && meta.relaxed === 1) raiseEpoch(connection, meta.epoch + 1);
    const clockOffset = isNewBoot ? clock.wall() - (clock.uptime() ?? 0) : meta.clockOffset;
    const relaxed = isNewBoot ? isRelaxed : Math.max(meta.relaxed, isRelaxed);
    writeMeta(connection, { bootId: clock.bootId(), clockOffset, relaxed });
    connection.run('COMMIT');
  } catch (error) {
    connection.run('ROLLBACK');
    throw error;
  }
  return readMeta(connection);
}

function pragmas(durability: 'full' | 'relaxed'): string {
  const synchronous = durability === 'full' ? 'FULL' : 'NORMAL';
  const macOs = process.platform === 'darwin' ? 'PRAGMA fullfsync = 1;' : '';
  return `PRAGMA synchronous = ${synchronous}; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 16777216; PRAGMA trusted_schema = OFF; ${macOs}`;
}

function readMetaOrRefuse(connection: Connection, file: string): Meta {
  try {
    return readMeta(connection);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no such table')) {
      throw storeCorrupt(file, 'it is no database of shoal', error);
    }
    throw error;
  }
}

function checkSqliteVersion(connection: Connection): void {
  const version = String(connection.row('SELECT sqlite_version() AS version')?.['version']);
  const parts = version.split('.').map(Number);
  const first = safeSqlite.findIndex((wanted, i) => (parts[i] ?? 0) !== wanted);
  if (first === -1 || (parts[first] ?? 0) > (safeSqlite[first] ?? 0)) return;
  throw new ShoalError(
    'STORE_UNSAFE',
    `SQLite ${version} can damage a database that several processes write.`,
    {
      hint: `Run shoal on Bun 1.4 or Node 24, which bring SQLite ${safeSqlite.join('.')} or newer.`,
    },
  );
}
