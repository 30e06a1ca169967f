import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { harnesses } from './harness.ts';
import { ensureInstalled } from './install.ts';
import { startModelServer } from './model-server.ts';
import { runHarness } from './run.ts';
import { markedPids } from './survivors.ts';
import { createWorld } from './world.ts';

const skip = process.env['SHOAL_SKIP_REAL'] === '1';
if (skip) console.warn('SKIPPED: the real CLIs are not run (SHOAL_SKIP_REAL=1)');

describe.skipIf(skip)('the scripted model drives the real CLI', () => {
  for (const harness of harnesses) {
    test(
      harness.name,
      async () => {
        await ensureInstalled(harness);
        await using world = await createWorld({ files: { 'seed.txt': 'one\n' } });
        const { shell, write, edit } = harness.turns;
        await using server = startModelServer([
          shell('printf shell-ran-%d 0x2a > shell.txt; cat shell.txt'),
          write(join(world.repo, 'new.txt'), 'written\n'),
          edit(join(world.repo, 'seed.txt'), 'one', 'two'),
          { text: 'all work is done' },
        ]);

        const result = await runHarness(harness, { world, server, prompt: 'do the lab work' });

        expect(result.exitCode, result.stderr).toBe(0);
        expect(result.stdout).toContain('all work is done');
        const [first, second] = server.requests.map((request) => JSON.stringify(request.body));
        expect(first?.includes('do the lab work')).toBe(true);
        expect(second?.includes('shell-ran-42')).toBe(true);
        expect(await Bun.file(join(world.repo, 'shell.txt')).text()).toBe('shell-ran-42');
        expect((await Bun.file(join(world.repo, 'new.txt')).text()).trim()).toBe('written');
        expect(await Bun.file(join(world.repo, 'seed.txt')).text()).toBe('two\n');
        expect(await markedPids(`SHOAL_REAL_WORLD=${world.root}`)).toEqual([]);
      },
      300_000,
    );
  }
});
