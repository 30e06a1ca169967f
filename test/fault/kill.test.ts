import { expect, test } from 'bun:test';
import { seeded } from '../model/drive/seeded.ts';
import { killSweep } from './support/kill-sweep.ts';
import { Workspace } from './support/workspace.ts';

const kills = Number(process.env['SHOAL_FAULT_KILLS'] ?? 1_000);
const seed = Number(process.env['SHOAL_FAULT_SEED'] ?? Date.now() % 1_000_000);

test(`laws 1 to 9 hold through ${kills} kill -9 at random instants of add, claim, done, lock and msg by 8 processes`, async () => {
  console.log(`SHOAL_FAULT_SEED=${seed}`);
  await using workspace = await Workspace.create();
  const report = await killSweep(workspace, { workers: 8, kills, random: seeded(seed), checkEvery: 40 });
  console.log(
    `${report.calls} calls; killed: ${JSON.stringify(report.kills)}; refused: ${JSON.stringify(report.refusals)}; saved but killed before the answer: ${report.savedUnseen}`,
  );
  expect(report.problems).toEqual([]);
  expect(Object.values(report.kills).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(kills);
  for (const command of ['add', 'claim', 'done', 'lock', 'msg'])
    expect(report.kills[command] ?? 0).toBeGreaterThan(0);
  expect(report.savedUnseen).toBeGreaterThan(0);
  const { problems } = (await workspace.run(['doctor'])).json as { problems: { check: string }[] };
  expect(problems.filter(({ check }) => check !== 'harnesses')).toEqual([]);
}, 300_000);
