import { expect, test } from 'bun:test';
import { seeded } from '../model/drive/seeded.ts';
import { daemonSweep } from './support/daemon/sweep.ts';

const seed = Number(process.env['SHOAL_FAULT_SEED'] ?? Date.now() % 1_000_000);
const daemonKills = Number(process.env['SHOAL_FAULT_DAEMON_KILLS'] ?? 100);
const keeperKills = Number(process.env['SHOAL_FAULT_KEEPER_KILLS'] ?? 50);
const bothKills = Number(process.env['SHOAL_FAULT_BOTH_KILLS'] ?? 15);
const names = { serve: 'the daemon', keep: 'the keeper', both: 'both of them at once' } as const;

for (const [role, kills] of [
  ['serve', daemonKills],
  ['keep', keeperKills],
  ['both', bothKills],
] as const)
  test(`${kills} kill -9 of ${names[role]} under load lose nothing and repeat nothing`, async () => {
    console.log(`SHOAL_FAULT_SEED=${seed}`);
    const { problems, struck, counts } = await daemonSweep({ role, kills, random: seeded(seed) });
    console.log(JSON.stringify({ struck, counts }));
    expect(problems).toEqual([]);
    expect(Object.values(struck).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(kills);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
  }, 300_000);
