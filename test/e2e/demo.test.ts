import { tmpdir } from 'node:os';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { cleanEnvironment, program, runProgram } from '../support/program.ts';

const limitMs = 60_000;

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-demo-test-')));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

interface Verdict {
  readonly ok: boolean;
  readonly commits: number;
  readonly testsPassed: number;
  readonly findings: readonly { name: string; ok: boolean; problems: readonly string[] }[];
}

test(
  'the demo keeps every law, shows who did what when, and cleans up after itself',
  async () => {
    const { code, stdout, stderr } = await runProgram(['demo'], { cwd: home, env: { TMPDIR: home } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/curie +was refused an edit/);
    expect(stdout).toMatch(/curie +asked ada: May I edit lib\/palette.sh now\?/);
    expect(stdout).toMatch(/dirac is gone: died/);
    expect(stdout).toMatch(/^dirac +t\d+━*✕$/m);
    expect(stdout).toMatch(/><> {2}><> {3}><>/);
    expect(stdout).toMatch(/builder +rejected: there is no test/);
    expect(stdout).toMatch(/release +Released with /);
    expect(stdout).toContain('Every law held');
    expect(stdout).not.toContain('\u001b');
    expect(readdirSync(home)).toEqual([]);
  },
  limitMs,
);

test(
  'an agent that keeps its work back is found out',
  async () => {
    const { code, stdout } = await runProgram(['demo', '--break', '--json'], {
      cwd: home,
      env: { TMPDIR: home },
    });
    const verdict = JSON.parse(stdout) as Verdict;
    expect(code).toBe(1);
    expect(verdict.ok).toBe(false);
    const broken = verdict.findings.filter(({ ok }) => !ok);
    expect(broken.map(({ problems }) => problems)).toEqual([
      ['not committed: ?? test/fish.sh', 'missing in git: test/fish.sh'],
    ]);
    expect(readdirSync(home)).toEqual([]);
  },
  limitMs,
);

test(
  '--keep leaves a real repository with a commit per task, and a workspace to look into',
  async () => {
    const { code, stdout } = await runProgram(['demo', '--keep', '--json'], {
      cwd: home,
      env: { TMPDIR: home },
    });
    expect(code).toBe(0);
    const { directory } = JSON.parse(stdout) as { directory: string };
    const log = Bun.spawnSync(['git', '-C', directory, 'log', '--format=%an %s']).stdout.toString();
    const titles = new Set(
      log.split('\n').flatMap((line) => /^(ada|bell|curie) (t\d+): /.exec(line)?.[2] ?? []),
    );
    expect(titles.size).toBe(12);
    const tasks = JSON.parse(
      (await runProgram(['list', '--all', '--json'], { cwd: directory })).stdout,
    ) as readonly { state: string }[];
    expect(tasks.map(({ state }) => state)).toEqual(Array.from({ length: 12 }, () => 'done'));
  },
  limitMs,
);

test.skipIf(process.platform !== 'linux').each([
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)(
  'a demo that %s ends leaves neither processes nor files',
  async (signal, code) => {
    const child = Bun.spawn([program, 'demo'], {
      env: { ...cleanEnvironment(), TMPDIR: home },
      stdout: 'pipe',
      stderr: 'ignore',
    });
    for await (const chunk of child.stdout) {
      if (new TextDecoder().decode(chunk).includes('claimed')) break;
    }
    child.kill(signal);
    expect(await child.exited).toBe(code);
    expect(readdirSync(home)).toEqual([]);
    expect(runningWith(`TMPDIR=${home}`)).toEqual([]);
  },
  limitMs,
);

/** Commands of the processes that have this in their environment and are no zombies. */
function runningWith(variable: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const environment = readProcess(pid, 'environ');
      const isZombie = / [ZX] /.test(readProcess(pid, 'stat').slice(0, 60));
      return environment.split('\0').includes(variable) && !isZombie ? [readProcess(pid, 'cmdline')] : [];
    });
}

/** '' for a process that is gone or somebody else's. */
function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
