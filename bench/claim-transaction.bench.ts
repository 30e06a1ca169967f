// The whole claim in process (probes, event, liveness, lease) against the bare guarded UPDATE … RETURNING, and with
// FULL durability against raw appends with fdatasync.
import { DatabaseSync } from 'node:sqlite';
import { closeSync, fdatasyncSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bucketKey } from '../src/domain/task-rules.ts';
import { fill } from './support/bulk.ts';
import { type Member, openMember } from './support/library.ts';
import { type Load, ratesOf } from './support/rates.ts';
import { reportAtLeast } from './support/report.ts';
import { Workspace } from './support/workspace.ts';

const stock = { ready: 10_000, blocked: 0 };
const batches = 12;
const perBatch = 200;

async function claims(workspace: Workspace, durability: 'full' | 'relaxed'): Promise<Member> {
  await fill(workspace.file, stock);
  writeFileSync(join(workspace.directory, '.shoal/config.json'), JSON.stringify({ durability }));
  const member = await openMember(workspace.directory, 'claimer');
  await member.call('agent.join', { name: 'claimer' });
  return member;
}

function claimLoad(name: string, member: Member): Load {
  return {
    name,
    run: async (times) => {
      for (let count = 0; count < times; count += 1) await member.call('task.claim', { another: true });
    },
  };
}

/** The product's own table and indexes, the columns of a claim set and nothing around it. */
async function bareLoad(workspace: Workspace): Promise<Load> {
  await fill(workspace.file, stock);
  const database = new DatabaseSync(workspace.file);
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000');
  const claim =
    database.prepare(`UPDATE task_record SET state = 'running', holder = ?, readyBucket = NULL, dueAt = ?, version = version + 1
    WHERE key = (SELECT key FROM task_record WHERE readyBucket = ? ORDER BY readyRank, key LIMIT 1) AND readyBucket IS NOT NULL RETURNING body`);
  return {
    name: 'bare UPDATE … RETURNING',
    run: async (times) => {
      for (let count = 0; count < times; count += 1) {
        // All rows, to the end: a statement left before its end commits but never checkpoints, and its log only grows.
        const rows = claim.all(
          'a1',
          Date.now() + 1_800_000,
          bucketKey({ queue: 'default', needs: [], assignee: null, tags: [] }),
        );
        if (rows.length === 0) throw new Error('there is nothing left');
      }
    },
  };
}

function appendLoad(file: string): Load {
  const handle = openSync(file, 'a');
  const block = Buffer.alloc(4120, 1);
  process.on('exit', () => closeSync(handle));
  return {
    name: 'append of 4,120 bytes with fdatasync',
    run: async (times) => {
      for (let count = 0; count < times; count += 1) {
        writeSync(handle, block);
        fdatasyncSync(handle);
      }
    },
  };
}

using relaxed = new Workspace();
using full = new Workspace();
await using relaxedMember = await claims(relaxed, 'relaxed');
await using fullMember = await claims(full, 'full');
using bareWorkspace = new Workspace();
const bare = await bareLoad(bareWorkspace);
const append = appendLoad(join(full.directory, 'append'));
const rates = await ratesOf([bare, claimLoad('claim, relaxed', relaxedMember)], batches, perBatch);
reportAtLeast(
  'full claim in process, relaxed',
  'bare guarded UPDATE … RETURNING',
  rates.get('claim, relaxed') ?? 0,
  rates.get(bare.name) ?? 0,
  0.45,
  'per s',
);
const fullRates = await ratesOf([append, claimLoad('claim, FULL', fullMember)], batches, perBatch);
reportAtLeast(
  'full claim in process, FULL',
  'raw append with fdatasync',
  fullRates.get('claim, FULL') ?? 0,
  fullRates.get(append.name) ?? 0,
  0.65,
  'per s',
);
