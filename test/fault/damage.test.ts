import { Database } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../model/drive/seeded.ts';
import { refusalOf, type Result, Workspace } from './support/workspace.ts';

interface Task {
  readonly id: string;
  readonly generation: number;
}

const agents = ['agent-0', 'agent-1', 'agent-2', 'agent-3'];
/** What a damaged or replaced store may answer; never an unexplained failure. */
const honest = new Set([
  'STORE_CORRUPT',
  'STORE_FULL',
  'NOT_JOINED',
  'NOTHING_TO_DO',
  'NO_WORKSPACE',
  'UNHEALTHY',
  'BUSY',
]);

/** A workspace with agents and tasks, some of them done, some still in the write-ahead log. */
async function busyWorkspace(): Promise<Workspace> {
  const workspace = await Workspace.create();
  for (const name of agents) await workspace.join(name);
  for (let count = 0; count < 12; count += 1) await workspace.ok(['add', `task ${count}`]);
  for (const name of agents) await claimAndFinish(workspace, name);
  return workspace;
}

async function claimAndFinish(workspace: Workspace, name: string): Promise<Task> {
  const task = await workspace.ok<Task>(['claim'], { as: name });
  await workspace.ok(['done', task.id], { as: name });
  return task;
}

/** Everyone claims at once, twice; returns grants as `task generation`, and fails on an answer that explains nothing. */
async function claimAll(workspace: Workspace): Promise<string[]> {
  const granted: string[] = [];
  const claimTwice = async (name: string): Promise<void> => {
    for (const more of [[], ['--another']]) {
      const result = await workspace.run(['claim', ...more], { as: name });
      const code = refusalOf(result) ?? (result.code === 3 ? 'NOTHING_TO_DO' : undefined);
      if (result.code !== 0)
        expect({ code, known: honest.has(code ?? ''), text: result.stdout + result.stderr }).toMatchObject({
          known: true,
        });
      else granted.push(grantOf(result.json as Task));
    }
  };
  await Promise.all(agents.map(claimTwice));
  return granted;
}

function grantOf({ id, generation }: Task): string {
  return `${id} generation ${generation}`;
}

function expectNoDoubleGrant(granted: readonly string[]): void {
  expect(granted.toSorted()).toEqual([...new Set(granted)].toSorted());
}

test('law 1: a write-ahead log cut short never leads to a double grant', async () => {
  for (const part of [0, 0.3, 0.6, 0.9]) {
    await using workspace = await busyWorkspace();
    const wal = `${workspace.database}-wal`;
    truncateSync(wal, Math.floor(statSync(wal).size * part));
    expectNoDoubleGrant(await claimAll(workspace));
  }
}, 60_000);

test('law 1: an older database beside a newer write-ahead log never leads to a double grant', async () => {
  await using workspace = await busyWorkspace();
  checkpoint(workspace);
  const old = `${workspace.directory}/old.db`;
  copyFileSync(workspace.database, old);
  const before = [
    grantOf(await claimAndFinish(workspace, 'agent-0')),
    grantOf(await claimAndFinish(workspace, 'agent-1')),
  ];
  copyFileSync(old, workspace.database);
  const granted = await claimAll(workspace);
  expectNoDoubleGrant(granted);
  console.log(
    `after the older database was put back: ${granted.length} grants, ${granted.filter((one) => before.includes(one)).length} of them given before`,
  );
}, 60_000);

test('laws 1, 2: a database restored whole gives no generation again, whatever the log beside it', async () => {
  await using workspace = await busyWorkspace();
  checkpoint(workspace);
  const old = `${workspace.directory}/old.db`;
  copyFileSync(workspace.database, old);
  await workspace.ok<Task>(['claim'], { as: 'agent-0' });
  for (const suffix of ['-wal', '-shm'])
    if (existsSync(workspace.database + suffix)) rmSync(workspace.database + suffix);
  copyFileSync(old, workspace.database);
  expectNoDoubleGrant(await claimAll(workspace));
}, 60_000);

test('law 1: damaged pages are named or harmless, and never lead to a double grant', async () => {
  const random = seeded(Number(process.env['SHOAL_FAULT_SEED'] ?? 11));
  const outcomes: Record<string, number> = {};
  for (let round = 0; round < 10; round += 1) {
    await using workspace = await busyWorkspace();
    checkpoint(workspace);
    damage(workspace.database, random);
    const granted = await claimAll(workspace);
    expectNoDoubleGrant(granted);
    const key = granted.length === 0 ? 'refused' : 'granted';
    outcomes[key] = (outcomes[key] ?? 0) + 1;
  }
  console.log(`damaged pages: ${JSON.stringify(outcomes)}`);
}, 90_000);

test('law 13: a database of a newer version is refused and not touched', async () => {
  await using workspace = await busyWorkspace();
  checkpoint(workspace);
  const database = new Database(workspace.database);
  const row = database.query('SELECT * FROM meta').all() as { key?: string }[];
  database.run(newerVersion(row));
  database.close();
  const before = readFileSync(workspace.database);
  for (const args of [['list'], ['add', 'x'], ['claim'], ['status'], ['export']]) {
    const result = await workspace.run(args, { as: 'agent-0' });
    expect({ args, refusal: refusalOf(result), code: result.code }).toEqual({
      args,
      refusal: 'STORE_TOO_NEW',
      code: 1,
    });
  }
  expect(readFileSync(workspace.database).equals(before)).toBe(true);
}, 60_000);

test('a writer that holds the database makes commands wait as long as the setting says, and none fails before', async () => {
  await using workspace = await busyWorkspace();
  const config = join(workspace.directory, '.shoal/config.json');
  using writer = new Database(workspace.database);
  writer.run('BEGIN IMMEDIATE');
  writeFileSync(config, JSON.stringify({ busyTimeoutMs: limitMs }));
  const impatient = await workspace.run(['add', 'while held'], { as: 'agent-0' });
  expect({ code: impatient.code, refusal: refusalOf(impatient) }).toEqual({ code: 75, refusal: 'BUSY' });
  expect(waitedMs(impatient)).toBeGreaterThanOrEqual(limitMs);

  rmSync(config);
  const ended: string[] = [];
  const commands = agents.map((name) => workspace.start(['add', `while held, by ${name}`], { as: name }));
  for (const { pid, result } of commands) void result.then(() => ended.push(String(pid)));
  await untilOpen(
    commands.map(({ pid }) => pid),
    workspace.database,
  );
  expect((await workspace.run(['list'])).code).toBe(0);
  expect(ended).toEqual([]);
  writer.run('COMMIT');
  const results = await Promise.all(commands.map(({ result }) => result));
  expect(results.map(({ code, stdout }) => (code === 0 ? 'ok' : stdout))).toEqual(agents.map(() => 'ok'));
}, 120_000);

/** Longer than SQLite itself ever waits. */
const limitMs = 6_000;

function waitedMs({ stdout }: Result): number {
  return Number(/(\d+) ms/.exec(stdout)?.[1]);
}

/** Resolves once each of the processes has opened the file: from then on there is nothing for it but to wait. */
async function untilOpen(pids: readonly number[], file: string): Promise<void> {
  const path = realpathSync(file);
  for (const pid of pids) while (!isOpen(pid, path)) await new Promise(setImmediate);
}

function isOpen(pid: number, path: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((name) => {
    try {
      return readlinkSync(join(folder, name)) === path;
    } catch {
      return false; // closed meanwhile
    }
  });
}

/** Everything into the database file itself. */
function checkpoint(workspace: Workspace): void {
  const database = new Database(workspace.database);
  database.run('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** The statement that raises the schema's version, whichever way the meta table holds it. */
function newerVersion(rows: readonly object[]): string {
  return rows.some((row) => 'schema' in row)
    ? 'UPDATE meta SET schema = schema + 1'
    : "UPDATE meta SET value = value + 1 WHERE key = 'schema'";
}

/** Overwrites one page, the first included, with zeros, noise or another page. */
function damage(file: string, random: () => number): void {
  const bytes = readFileSync(file);
  const size = 4096;
  const pages = bytes.length / size;
  const page = Math.floor(random() * pages) * size;
  const kind = Math.floor(random() * 3);
  if (kind === 0) bytes.fill(0, page, page + size);
  else if (kind === 1) for (let at = page; at < page + size; at += 1) bytes[at] = Math.floor(random() * 256);
  else bytes.copyWithin(page, Math.floor(random() * pages) * size, size);
  writeFileSync(file, bytes);
}
