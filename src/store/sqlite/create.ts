import { chmodSync, closeSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { openConnection } from './connection.ts';
import { checkFileSystem, fileSystemType } from './filesystem.ts';
import { writeMeta, type Meta } from './meta.ts';
import { currentSchema } from './migrations.ts';
import { createReserve } from './reserve.ts';
import { applicationId, schemaStatements } from './schema.ts';
import type { MachineClock } from './time.ts';

export interface CreateOptions {
  readonly file: string;
  readonly clock: MachineClock;
  readonly allowNetworkFs: boolean;
  readonly fileSystemType?: (directory: string) => number | undefined;
}

/**
 * Makes the whole database under another name and links it into place: of many processes at once exactly one wins,
 * and nobody ever sees half a database.
 */
export function createDatabase(options: CreateOptions): void {
  const { file } = options;
  const directory = dirname(file);
  if (!options.allowNetworkFs)
    checkFileSystem(directory, (options.fileSystemType ?? fileSystemType)(directory));
  const draft = `${file}-new-${crypto.randomUUID()}`;
  try {
    writeDatabase(draft, options.clock);
    chmodSync(draft, 0o600);
    if (!linkInto(draft, file)) return;
    syncDirectory(directory);
    createReserve(file).restore();
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(draft + suffix, { force: true });
  }
}

function writeDatabase(file: string, clock: MachineClock): void {
  const connection = openConnection(file);
  try {
    connection.script('PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    connection.script(`BEGIN; PRAGMA application_id = ${applicationId}; ${schemaStatements().join(';\n')};`);
    writeMeta(connection, firstMeta(clock));
    connection.script('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    connection.close();
  }
}

function firstMeta(clock: MachineClock): Meta {
  return {
    schema: currentSchema,
    databaseId: crypto.randomUUID(),
    epoch: 0,
    seqFloor: 0,
    snapshotSeq: 0,
    skippedSeqs: 0,
    bootId: clock.bootId(),
    clockOffset: clock.wall() - (clock.uptime() ?? 0),
    relaxed: 0,
  };
}

/** False when somebody else's database is already there. */
function linkInto(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
