import { describe, expect, test } from 'bun:test';
import { appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hookTrustEntries } from './support/codex-trust.ts';
import type { Harness } from './support/harness.ts';
import { codex } from './support/harnesses/codex.ts';
import { ensureInstalled } from './support/install.ts';
import { startModelServer } from './support/model-server.ts';
import { runHarness } from './support/run.ts';
import { isRealSkipped } from './support/skip.ts';
import { createShoalWorld, type ShoalWorld } from './support/workspace.ts';

const timeoutMs = 120_000;

/** Codex as a person runs it: hooks run only when they were vetted. */
const vetting: Harness = {
  ...codex,
  argv: (server, mode) =>
    codex.argv(server, mode).filter((word) => word !== '--dangerously-bypass-hook-trust'),
};

describe.skipIf(isRealSkipped)('codex', () => {
  test(
    'runs the hooks exactly when `setup --check` says so',
    async () => {
      const [program = ''] = await ensureInstalled(codex);
      await using world = await createShoalWorld({ path: [dirname(program)] });
      await world.shoal(['setup', '--codex', '-y']);
      expect(await check(world)).toMatchObject({
        hooksActive: false,
        detail: expect.stringContaining('trust'),
      });
      expect(await isBriefed(world)).toBe(false);
      expect(await check(world)).toMatchObject({
        hooksActive: false,
        detail: expect.stringContaining('/hooks'),
      });

      await appendFile(join(world.home, '.codex/config.toml'), await hookTrustEntries(program, world));

      expect(await check(world)).toMatchObject({
        hooksActive: true,
        detail: null,
        found: true,
        version: codex.version,
      });
      expect(await isBriefed(world)).toBe(true);
    },
    timeoutMs,
  );

  test(
    'sandboxed in a linked worktree, its shell may write the store that lies in the main checkout',
    async () => {
      await ensureInstalled(codex);
      await using world = await createShoalWorld({ files: { 'locked.txt': 'one\n' } });
      await world.shoal(['add', 'Write the page']);
      const linked = join(world.root, 'linked');
      await world.git('worktree', 'add', '-q', linked);
      const inLinked: ShoalWorld = { ...world, repo: linked };
      await world.shoal(['-C', linked, 'setup', '--codex', '-y']);
      const outside = join(world.repo, 'outside.txt');
      const { shell } = codex.turns;
      await using server = startModelServer([
        shell(`touch ${outside}`),
        shell('shoal claim --json'),
        shell('shoal done --json'),
        { text: 'done' },
      ]);

      const inSandbox: Harness = { ...codex, prepare: () => trustWithSealedTmp(world) };
      const result = await runHarness(inSandbox, { world: inLinked, server, prompt: 'go', bypass: false });

      expect(result.exitCode, result.stderr + result.stdout).toBe(0);
      expect(await Bun.file(outside).exists()).toBe(false);
      expect(await world.json(['show', 't1'])).toMatchObject({ state: 'done' });
      const events = await world.json<readonly { type: string }[]>(['log']);
      expect(events.filter(({ type }) => type === 'agent.joined')).toHaveLength(1);
    },
    timeoutMs,
  );
});

/** The test's own world lies below /tmp, which the sandbox lets everyone write by default. */
async function trustWithSealedTmp(world: ShoalWorld): Promise<void> {
  await codex.prepare(world);
  const sealed = '[sandbox_workspace_write]\nexclude_slash_tmp = true\nexclude_tmpdir_env_var = true\n';
  await appendFile(join(world.home, '.codex/config.toml'), sealed);
}

/** Keeps what is in its configuration after the first run. */
async function isBriefed(world: ShoalWorld): Promise<boolean> {
  await using server = startModelServer([{ text: 'hello' }]);
  const prepare = async (): Promise<void> => {
    if (!(await Bun.file(join(world.home, '.codex/config.toml')).exists())) await codex.prepare(world);
  };
  const result = await runHarness({ ...vetting, prepare }, { world, server, prompt: 'go' });
  expect(result.exitCode, result.stderr).toBe(0);
  return JSON.stringify(server.requests[0]?.body).includes('Shoal: you are ');
}

interface Report {
  readonly found: boolean;
  readonly version: string | null;
  readonly hooksActive: boolean | null;
  readonly detail: string | null;
}

async function check(world: ShoalWorld): Promise<Report | undefined> {
  const { code, stdout } = await world.run(['setup', '--codex', '--check', '--json']);
  const [report] = (JSON.parse(stdout) as { harnesses: readonly Report[] }).harnesses; // the operation's answer
  expect(code).toBe(report?.hooksActive === false ? 1 : 0);
  return report;
}
