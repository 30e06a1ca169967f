import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kindSpecs, type Kind } from '../../src/domain/kinds.ts';
import type { PortableStore } from '../../src/store/port.ts';
import { openSqliteStore, type SqliteOptions } from '../../src/store/sqlite.ts';
import { openConnection, type Connection } from '../../src/store/sqlite/connection.ts';
import { FakeClock, sqliteOptions } from './world.ts';

export const kinds = Object.keys(kindSpecs) as Kind[];

/** A directory of its own, gone afterwards. */
export async function withDirectory<T>(use: (directory: string) => T | Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'shoal-sqlite-'));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Opens, uses and closes a store on `file`. */
export async function withStore<T>(
  file: string,
  use: (store: PortableStore) => T | Promise<T>,
  options: Partial<SqliteOptions> = {},
): Promise<T> {
  const store = await openSqliteStore({ ...sqliteOptions(file, new FakeClock()), ...options });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** A bare connection to a fresh database. */
export function withDatabase<T>(use: (connection: Connection, file: string) => T | Promise<T>): Promise<T> {
  return withDirectory(async (directory) => {
    const file = join(directory, 'shoal.db');
    await withStore(file, () => undefined);
    const connection = openConnection(file);
    try {
      return await use(connection, file);
    } finally {
      connection.close();
    }
  });
}

/** Runs a program of `test/contract/programs` in this runtime, as another process; resolves with what it printed. */
export function runProgram(name: string, args: readonly string[]): Promise<string> {
  const path = fileURLToPath(new URL(`./programs/${name}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  const errors: string[] = [];
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => errors.push(String(chunk)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output.join(''));
      else reject(new Error(`${name} ended with ${code}: ${errors.join('')}`));
    });
  });
}
