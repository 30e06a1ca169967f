import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '../../src/store/memory.ts';
import { runCrowd } from './drive/crowd.ts';
import { seeded } from './drive/seeded.ts';
import { openSqlite } from './drive/stores.ts';

const seed = Number(process.env['SHOAL_MODEL_SEED'] ?? 7);
const rounds = Number(process.env['SHOAL_MODEL_ROUNDS'] ?? 40);

test('laws 1, 3 to 10: eight agents at once on the memory store leave a history that no law forbids', async () => {
  const store = createMemoryStore();
  expect(await runCrowd({ stores: [store], agents: 8, rounds, random: seeded(seed) })).toEqual([]);
}, 60_000);

test('laws 1, 3 to 10: eight agents at once on four connections to one SQLite file do so too', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'shoal-crowd-'));
  const file = join(directory, 'shoal.db');
  const stores = [await openSqlite(file, Date.now)];
  for (let more = 1; more < 4; more += 1) stores.push(await openSqlite(file, Date.now));
  try {
    expect(await runCrowd({ stores, agents: 8, rounds, random: seeded(seed) })).toEqual([]);
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    rmSync(directory, { recursive: true });
  }
}, 60_000);
