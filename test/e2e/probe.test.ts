import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelAgentCommand } from '../fakes/model-agent.ts';
import { createProject, type Project } from '../support/program.ts';

/*
 * `doctor --probe` on programs that only pretend: a small agent with a model stands on PATH as `copilot`, right or with a
 * fault, and a `codex` that does not work at all. The real ones are in test/real/probe.test.ts.
 */

interface Row {
  readonly name: string;
  readonly version: string | null;
  readonly shortfalls: readonly { readonly capability: string; readonly why: string }[];
  readonly [capability: string]: unknown;
}

const slow = 60_000;
const allRight = {
  streams: true,
  asksPermission: true,
  honoursDeny: true,
  steers: null,
  interrupts: true,
  resumes: true,
  forks: null,
  reportsUsage: true,
};
let project: Project;
let env: Record<string, string>;

beforeEach(async () => {
  project = createProject();
  await project.run(['init']);
  for (const name of ['bin', 'tmp', 'home']) mkdirSync(join(project.dir, name));
  env = {
    PATH: `${join(project.dir, 'bin')}:/usr/bin:/bin`,
    TMPDIR: join(project.dir, 'tmp'),
    HOME: join(project.dir, 'home'),
    // What no program under test may see.
    COPILOT_PROVIDER_API_KEY: 'a-key-of-somebody',
    SHOAL_PROBE_SECRET: 'a-secret-of-somebody',
  };
});
afterEach(() => project[Symbol.dispose]());

function install(name: string, script: string): void {
  writeFileSync(join(project.dir, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

function installAgent(variables: Readonly<Record<string, string>> = {}): void {
  const set = Object.entries({ FAKE_PIDS: pidsFile(), ...variables }).map(
    ([key, value]) => `${key}='${value}'`,
  );
  const seen = join(project.dir, 'seen');
  install('copilot', `env >> '${seen}'; ${set.join(' ')} exec ${modelAgentCommand.join(' ')} "$@"`);
}

const pidsFile = () => join(project.dir, 'pids');

async function probe(...args: string[]): Promise<readonly Row[]> {
  const answer = (await project.json(['doctor', '--probe', ...args], { env })) as { harnesses: Row[] };
  return answer.harnesses;
}

async function doctor(name: string): Promise<Record<string, unknown> | undefined> {
  const { harnesses } = (await project.json(['doctor'], { env })) as { harnesses: Row[] };
  return harnesses.find((one) => one.name === name)?.['probed'] as Record<string, unknown> | undefined; // by the contract
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test(
  'a harness that does all is found to; nothing of it is left, and nothing of the caller was given to it',
  async () => {
    installAgent();
    const [row] = await probe();
    expect(row).toMatchObject({ name: 'copilot', version: '9.9.9', ...allRight });
    expect(row?.shortfalls.map(({ capability }) => capability)).toEqual(['steers', 'forks']);

    const pids = readFileSync(pidsFile(), 'utf8').trim().split('\n').map(Number);
    expect(pids.length).toBeGreaterThan(3);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(readdirSync(join(project.dir, 'tmp'))).toEqual([]);
    expect(readdirSync(join(project.dir, 'home'))).toEqual([]);
    const seen = readFileSync(join(project.dir, 'seen'), 'utf8');
    expect(seen).toContain('COPILOT_PROVIDER_BASE_URL=http://127.0.0.1:');
    expect(seen).not.toContain('of-somebody');
    expect(statSync(join(project.dir, '.shoal/harnesses.json')).mode & 0o777).toBe(0o600);
  },
  slow,
);

test(
  'one that does what it was refused is found out, and so is one that forgets',
  async () => {
    installAgent({ FAKE_FAULTS: 'ignores-deny,forgets,uncounted' });
    const [row] = await probe('copilot');
    expect(row).toMatchObject({ ...allRight, honoursDeny: false, resumes: false, reportsUsage: false });
    const why = Object.fromEntries(row?.shortfalls.map((one) => [one.capability, one.why]) ?? []);
    expect(why['honoursDeny']).toContain('refused-command.txt and refused-file.txt');
    expect(why['resumes']).toContain('was not told what had been said before');
  },
  slow,
);

test(
  'one that asks nobody neither asks nor honours',
  async () => {
    installAgent({ FAKE_FAULTS: 'never-asks' });
    expect(await probe()).toMatchObject([{ ...allRight, asksPermission: false, honoursDeny: false }]);
  },
  slow,
);

test(
  'one that does not work is no crash: it says why; the others are measured all the same',
  async () => {
    installAgent();
    install('codex', 'echo "codex-cli 1.2.3"; echo "no such luck" >&2; exit 3');
    const [codex, copilot] = await probe();
    expect(copilot).toMatchObject(allRight);
    expect(codex).toMatchObject({ name: 'codex', version: '1.2.3', streams: false, resumes: false });
    expect(codex?.shortfalls.map(({ why }) => why)).toContainEqual(expect.stringContaining('no such luck'));
  },
  slow,
);

test(
  'what was measured is kept, shown by the doctor, and of no use for another version',
  async () => {
    installAgent({ FAKE_VERSION: '1.0.1' });
    await project.run(['doctor', '--probe'], { env });
    expect(await doctor('copilot')).toMatchObject({ version: '1.0.1', isCurrent: true, ...allRight });
    installAgent({ FAKE_VERSION: '1.0.2' });
    expect(await doctor('copilot')).toMatchObject({ version: '1.0.1', isCurrent: false });
    const { stdout } = await project.run(['doctor'], { env });
    expect(stdout).toContain('probed 1.0.1, installed 1.0.2: run shoal doctor --probe');
  },
  slow,
);

test(
  'people see a table and, meanwhile, how far it is',
  async () => {
    installAgent({ FAKE_FAULTS: 'ignores-deny' });
    const { stdout, stderr, code } = await project.run(['doctor', '--probe'], { env });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^copilot\s+streams\s+yes$/m);
    expect(stderr).toMatch(/^copilot\s+honoursDeny\s+no$/m);
    expect(stdout).toMatch(/^version\s+9\.9\.9$/m);
    expect(stdout).toMatch(/^honours a deny\s+no$/m);
    expect(stdout).toMatch(/^copilot\s+honours a deny\s+refused-command\.txt and/m);
  },
  slow,
);

test('a harness that is not there, or is none, is refused; with none on PATH there is nothing to do', async () => {
  expect((await project.run(['doctor', '--probe', 'claude'], { env })).stderr).toContain(
    'claude is not on PATH',
  );
  expect((await project.run(['doctor', '--probe', 'emacs'], { env })).code).toBe(2);
  expect(await probe()).toEqual([]);
  expect(existsSync(join(project.dir, '.shoal/harnesses.json'))).toBe(false);
});
