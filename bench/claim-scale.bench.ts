// Claiming among 1,000,000 ready tasks, and with 300,000 blocked ones above them, against 10,000.
// SHOAL_BENCH_TASKS makes the large ones smaller, for a quick look.
import { Database } from 'bun:sqlite';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fill, type Stock } from './support/bulk.ts';
import { type Member, openMember } from './support/library.ts';
import { type Load, ratesOf } from './support/rates.ts';
import { report, reportAtLeast } from './support/report.ts';
import { Workspace } from './support/workspace.ts';
import { rankedColumns, tableOf } from '../src/store/sqlite/tables.ts';

const many = Number(process.env['SHOAL_BENCH_TASKS'] ?? 1_000_000);
const stocks = {
  '10,000 ready': { ready: 10_000, blocked: 0 },
  '1,000,000 ready': { ready: many, blocked: 0 },
  '1,000,000 ready below 300,000 blocked': { ready: many, blocked: many * 0.3 },
} as const satisfies Record<string, Stock>;

await using disposables = new AsyncDisposableStack();
const loads: Load[] = [];
for (const [name, stock] of Object.entries(stocks)) {
  const workspace = disposables.use(new Workspace());
  const startedAt = performance.now();
  await fill(workspace.file, stock);
  console.log(`       ${name}: filled in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  writeFileSync(join(workspace.directory, '.shoal/config.json'), JSON.stringify({ durability: 'relaxed' }));
  const member = disposables.use(await openMember(workspace.directory, 'claimer'));
  await member.call('agent.join', { name: 'claimer' });
  loads.push({ name, run: (times) => claimTimes(member, times) });
  checkPlan(workspace, name);
}

async function claimTimes(member: Member, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await member.call('task.claim', { another: true });
}

/** The head of a bucket must come from its index, without a sort and without a scan. */
function checkPlan(workspace: Workspace, name: string): void {
  const database = new Database(workspace.file, { readonly: true });
  const { headSql } = rankedColumns(tableOf('task'), 'ready');
  const plan = database.query(`EXPLAIN QUERY PLAN ${headSql}`).all('x') as {
    detail: string;
  }[];
  database.close();
  const text = plan.map(({ detail }) => detail).join('; ');
  const isIndexed = /SEARCH .* USING .*INDEX task_ready/.test(text) && !/SCAN|TEMP B-TREE/.test(text);
  report({
    what: `plan of the claim, ${name}`,
    against: 'EXPLAIN QUERY PLAN',
    measured: text,
    reach: 'a search of the ready index',
    isReached: isIndexed,
  });
}

const rates = await ratesOf(loads, 10, 150);
const [small, ...large] = loads.map(({ name }) => name);
for (const name of large) {
  reportAtLeast(
    `claim among ${name}`,
    `among ${small}`,
    rates.get(name) ?? 0,
    rates.get(small ?? '') ?? 0,
    0.8,
    'per s',
  );
}
