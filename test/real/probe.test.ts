import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProject, type Project } from '../support/program.ts';
import { harnesses } from './support/harness.ts';
import { claude } from './support/harnesses/claude.ts';
import { ensureInstalled } from './support/install.ts';
import { isRealSkipped } from './support/skip.ts';
import { markedPids } from './support/survivors.ts';

/** All five, each started seven times. */
const timeoutMs = 600_000;

interface Row {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** As measured with the versions that are installed here; `null` is what the driver has no way to. */
const able = {
  streams: true,
  asksPermission: true,
  honoursDeny: true,
  steers: true,
  interrupts: true,
  resumes: true,
  forks: true,
  reportsUsage: true,
};
const expected: Readonly<Record<string, object>> = {
  claude: able,
  codex: able,
  gemini: { ...able, steers: null, forks: null },
  opencode: { ...able, steers: null },
  copilot: { ...able, steers: null, forks: null },
};

describe.skipIf(isRealSkipped)('doctor --probe on the real CLIs', () => {
  let project: Project;
  let env: Record<string, string>;

  beforeAll(async () => {
    project = createProject();
    await project.run(['init']);
    const bin = join(project.dir, 'bin');
    const temporary = join(project.dir, 'tmp');
    for (const directory of [bin, temporary]) mkdirSync(directory);
    for (const harness of harnesses) {
      const command = await ensureInstalled(harness);
      writeFileSync(join(bin, harness.name), `#!/bin/sh\nexec ${command.join(' ')} "$@"\n`, { mode: 0o755 });
    }
    env = {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      TMPDIR: temporary,
      // Inherited by all that the probe starts, were its environment not its own.
      SHOAL_REAL_WORLD: project.dir,
    };
  }, timeoutMs);
  afterAll(() => project?.[Symbol.dispose]());

  test(
    'says what each of them really does, and leaves nothing behind',
    async () => {
      const answer = await project.json(['doctor', '--probe'], { env });
      const { harnesses: rows } = answer as { harnesses: Row[] }; // by the contract
      const versions = Object.fromEntries(harnesses.map(({ name, version }) => [name, version]));
      expect(rows.map(({ name }) => name)).toEqual(harnesses.map(({ name }) => name));
      for (const row of rows)
        expect(row).toMatchObject({ ...expected[row.name], version: versions[row.name] });
      expect(readdirSync(join(project.dir, 'tmp'))).toEqual([]);
      expect(await markedPids(`SHOAL_REAL_WORLD=${project.dir}`)).toEqual([]);

      const stored = (await project.json(['doctor'], { env })) as { harnesses: Row[] }; // by the contract
      for (const { name, probed } of stored.harnesses)
        expect(probed).toMatchObject({ ...expected[name], isCurrent: true });
    },
    timeoutMs,
  );

  test(
    'finds out one that is made to ask nobody, and gives it no row of the good ones',
    async () => {
      const [command] = await ensureInstalled(claude);
      const reckless = join(project.dir, 'reckless');
      mkdirSync(reckless);
      const script = `#!/bin/sh\nIS_SANDBOX=1 exec ${command} "$@" --permission-mode bypassPermissions\n`;
      writeFileSync(join(reckless, 'claude'), script, { mode: 0o755 });
      const PATH = `${reckless}:${process.env['PATH'] ?? ''}`;
      const answer = await project.json(['doctor', '--probe', 'claude'], { env: { ...env, PATH } });
      const { harnesses: rows } = answer as { harnesses: Row[] }; // by the contract
      expect(rows).toMatchObject([{ ...able, name: 'claude', asksPermission: false, honoursDeny: false }]);
    },
    timeoutMs,
  );
});
