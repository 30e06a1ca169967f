import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { atTerminal } from '../support/person.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

const limitMs = 30_000;

/** What programs need to open a window; empty where there is no display. */
const desktop = Object.fromEntries(
  ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'].flatMap(
    (name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    },
  ),
);
const hasDisplay = 'DISPLAY' in desktop || 'WAYLAND_DISPLAY' in desktop;
const desktopTerminals = hasDisplay
  ? ['gnome-terminal', 'konsole', 'xterm'].filter((name) => Bun.which(name) !== null)
  : [];

let project: Project;
let agent: Readonly<Record<string, string>>;

beforeEach(async () => {
  project = createProject();
  await project.json(['init']);
  agent = await project.agent('lead');
});
afterEach(async () => {
  // By name: the others may be known by a process that the tests run in.
  for (const name of await names()) {
    if (name.startsWith('worker-')) await atTerminal(['kill', name], { cwd: project.dir });
  }
  project[Symbol.dispose]();
});

interface Spawned {
  readonly id: string;
  readonly name: string;
  readonly harness: string;
  readonly state: string;
  readonly commandLine: readonly string[];
  readonly directory: string;
  readonly branch: string | null;
  readonly pid: number | null;
  readonly logFile: string;
}

/** A program of the test's own, as an executable file. */
function script(name: string, ...lines: readonly string[]): string {
  const file = join(project.dir, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, ['#!/bin/sh', `shoal() { '${program}' "$@"; }`, ...lines, ''].join('\n'), {
    mode: 0o755,
  });
  return file;
}

async function allow(): Promise<void> {
  const { code, stdout } = await atTerminal(['allow', 'spawn'], { cwd: project.dir });
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Agents may start agents in this workspace.\n' });
}

async function spawn(...args: readonly string[]): Promise<readonly Spawned[]> {
  return (await project.json(['spawn', ...args, '-b', '-y'], { env: agent })) as readonly Spawned[];
}

async function names(): Promise<readonly string[]> {
  const rows = (await project.json(['ps'])) as readonly { name: string; state: string; human: boolean }[];
  return rows.filter(({ human, state }) => !human && state !== 'gone').map(({ name }) => name);
}

async function refused(
  args: readonly string[],
  code: number,
  env = agent,
): Promise<{ code: string; message: string; details?: { agents?: readonly Spawned[] } }> {
  const { error } = (await project.json(args, { env, code })) as { error: { code: string; message: string } };
  return error;
}

/** Shows that it lives, and stays until it is killed. */
const lasting = ['shoal join --working-on tests --json > /dev/null', 'exec sleep 300'];
/** Its first sign of life is that it takes a task. */
const working = ['shoal claim --json > /dev/null', 'exec sleep 300'];

/** A zombie that nobody has reaped yet runs no more. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

describe('who may', () => {
  test(
    'an agent may start agents only after a person has allowed it, and not after that was revoked',
    async () => {
      const line = ['spawn', '1', '--command', 'true', '-b', '-y'];
      expect((await refused(line, 6)).code).toBe('NOT_ALLOWED');
      expect((await refused(line, 6, {})).code).toBe('NOT_ALLOWED');
      expect((await refused(['allow', 'spawn'], 6)).code).toBe('NOT_ALLOWED');
      await allow();
      expect((await spawn('1', '--command', script('worker', ...lasting))).map(({ name }) => name)).toEqual([
        'worker-1',
      ]);
      await atTerminal(['allow', 'spawn', '--revoke'], { cwd: project.dir });
      expect((await refused(line, 6)).code).toBe('NOT_ALLOWED');
    },
    limitMs,
  );

  test(
    'its children get no more than it has',
    async () => {
      await allow();
      await project.json(['join', '-c', 'rust'], { env: agent });
      const line = ['spawn', '1', '--command', script('worker', ...lasting), '-b', '-y', '-c'];
      expect((await refused([...line, 'deploy'], 6)).message).toContain('deploy');
      const [child] = (await project.json([...line, 'rust'], { env: agent })) as readonly Spawned[];
      const rows = (await project.json(['ps', '--capability', 'rust'])) as readonly {
        id: string;
        parent: string | null;
      }[];
      expect(rows.find(({ id }) => id === child?.id)?.parent).toBe(rows[0]?.id ?? '');
    },
    limitMs,
  );

  test(
    'generations and numbers are bounded',
    async () => {
      await allow();
      writeFileSync(join(project.dir, '.shoal/config.json'), '{"spawnedMax": 2, "spawnDepthMax": 1}');
      expect((await refused(['spawn', '3', '--command', 'true', '-b', '-y'], 4)).code).toBe('LIMIT');
      const worker = script(
        'worker',
        `shoal spawn 1 --command true -b -y --json > '${project.dir}/child'`,
        ...lasting,
      );
      await spawn('1', '--command', worker);
      expect(readFileSync(join(project.dir, 'child'), 'utf8')).toContain('"LIMIT"');
    },
    limitMs,
  );

  test(
    'in the background nobody is asked later, so without a terminal and -y it is refused',
    async () => {
      await allow();
      expect((await refused(['spawn', '1', '--command', 'true', '-b'], 2)).code).toBe('USAGE');
      expect(await names()).toEqual(['lead']);
    },
    limitMs,
  );

  test(
    'a person sees the command lines and decides',
    async () => {
      const line = ['spawn', '1', '--command', `${script('worker', ...lasting)} --fast`, '-b'];
      const no = await atTerminal(line, { cwd: project.dir, answer: 'n' });
      expect(no.stdout).toContain(`worker-1  in ${project.dir}\n  ${project.dir}/worker --fast\n`);
      expect(no.stdout).toContain('Nothing was started.');
      expect(await names()).toEqual(['lead']);
      const yes = await atTerminal(line, { cwd: project.dir, answer: 'y' });
      expect(yes.stdout).toContain('Started 1 agent');
      expect(await names()).toEqual(['lead', 'worker-1']);
    },
    limitMs,
  );
});

describe('what they are', () => {
  test(
    'each has its own name, identity and log, and the prompt on standard input',
    async () => {
      await allow();
      await project.json(['add', 'first']);
      await project.json(['add', 'second']);
      const worker = script(
        'worker',
        `head -1 > "${project.dir}/prompt-$SHOAL_AGENT"`,
        'shoal whoami --json',
        ...working,
      );
      const agents = await spawn('2', '--command', worker);
      expect(agents.map(({ name, state }) => [name, state])).toEqual([
        ['worker-1', 'running'],
        ['worker-2', 'running'],
      ]);
      const tasks = (await project.json(['list'])) as readonly { holderName: string }[];
      expect(tasks.map(({ holderName }) => holderName).toSorted()).toEqual(['worker-1', 'worker-2']);
      for (const { name, logFile } of agents)
        expect((JSON.parse(readFileSync(logFile, 'utf8')) as { name: string }).name).toBe(name);
      const prompts = readdirSync(project.dir).filter((file) => file.startsWith('prompt-'));
      expect(
        prompts.map((file) => readFileSync(join(project.dir, file), 'utf8').slice(0, 16)).toSorted(),
      ).toEqual(['You are worker-1', 'You are worker-2']);
    },
    limitMs,
  );

  test(
    'harnesses asked for take turns, with their own flags; without one, those on PATH do',
    async () => {
      await allow();
      const folder = join(project.dir, 'bin');
      for (const name of ['claude', 'codex'])
        script(`bin/${name}`, `echo "$0 $*" > "${project.dir}/said-by-$SHOAL_AGENT"`, ...lasting);
      const env = { ...agent, PATH: `${folder}:/usr/bin:/bin` };
      const asked = (await project.json(['spawn', '3', '--codex', '--claude', '--model', 'm1', '-b', '-y'], {
        env,
      })) as readonly Spawned[];
      expect(asked.map(({ harness }) => harness)).toEqual(['claude', 'codex', 'claude']);
      expect(asked[0]?.commandLine.slice(1)).toEqual([
        '-p',
        '--output-format',
        'stream-json',
        '--verbose',
        '--permission-mode',
        'bypassPermissions',
        '--model',
        'm1',
      ]);
      const found = (await project.json(['spawn', '2', '--dry-run'], {
        env: { ...env, TERMINAL: program, DISPLAY: ':9' },
      })) as readonly Spawned[];
      expect(found.map(({ harness, name }) => [name, harness])).toEqual([
        ['worker-4', 'claude'],
        ['worker-5', 'codex'],
      ]);
      expect((await refused(['spawn', '1', '--gemini', '-b', '-y'], 1, env)).message).toContain(
        'gemini is not on PATH',
      );
    },
    limitMs,
  );

  test(
    '--dry-run writes nothing',
    async () => {
      await allow();
      const before = (await project.json(['log', '-n', '1'])) as unknown;
      const planned = (await project.json(['spawn', '2', '--command', 'true x', '-b', '--dry-run'], {
        env: agent,
      })) as readonly Spawned[];
      expect(planned.map(({ state, commandLine }) => [state, commandLine.slice(1)])).toEqual([
        ['planned', ['x']],
        ['planned', ['x']],
      ]);
      expect(await project.json(['log', '-n', '1'])).toEqual(before);
      expect(
        readdirSync(join(project.dir, '.shoal')).filter((name) => name === 'run' || name === 'logs'),
      ).toEqual([]);
    },
    limitMs,
  );

  test(
    'each in a worktree of its own shares the one workspace',
    async () => {
      await allow();
      const git = (...args: string[]) =>
        Bun.spawnSync([
          'git',
          '-C',
          project.dir,
          '-c',
          'user.name=t',
          '-c',
          'user.email=t@example.org',
          ...args,
        ]);
      git('init', '-q');
      git('commit', '-q', '--allow-empty', '-m', 'first');
      await project.json(['add', 'work']);
      const [one] = await spawn(
        '1',
        '--worktree',
        '--command',
        script('worker', 'git branch --show-current', ...working),
      );
      expect(one).toMatchObject({ branch: 'shoal/worker-1', directory: `${project.dir}-worker-1` });
      expect(readFileSync(one?.logFile ?? '', 'utf8')).toBe('shoal/worker-1\n');
      expect(await project.json(['list'])).toMatchObject([{ holderName: 'worker-1' }]);
      writeFileSync(join(`${project.dir}-worker-1`, 'draft'), 'x');
      await atTerminal(['kill', 'worker-1'], { cwd: project.dir });
      expect((await refused(['spawn', '1', '--worktree', '--command', 'true', '-b', '-y'], 4)).code).toBe(
        'CONFLICT',
      );
      expect(await names()).toEqual(['lead']);
    },
    limitMs,
  );
});

describe('how they end', () => {
  test(
    'one that ends at once is a failure with its last output, and its name is free',
    async () => {
      await allow();
      const broken = script('broken', 'echo "no such model" >&2', 'exit 7');
      const error = await refused(['spawn', '2', '--command', broken, '-b', '-y'], 1);
      expect(error.code).toBe('SPAWN_FAILED');
      expect(error.message).toContain('worker-1 ended at once with code 7: no such model');
      expect(error.details?.agents?.map(({ state }) => state)).toEqual(['failed', 'failed']);
      expect(await names()).toEqual(['lead']);
      expect((await spawn('1', '--command', script('worker', ...lasting)))[0]?.name).toBe('worker-1');
    },
    limitMs,
  );

  test(
    'a program that does nothing and ends well has not started either',
    async () => {
      await allow();
      expect((await refused(['spawn', '1', '--command', 'true', '-b', '-y'], 1)).message).toContain(
        'it said nothing',
      );
    },
    limitMs,
  );

  test(
    'kill ends it with all that it started, frees its task, and says so',
    async () => {
      await allow();
      await project.json(['add', 'work']);
      const worker = script(
        'worker',
        "trap '' TERM",
        `setsid sh -c 'trap "" TERM; echo $$ > "${project.dir}/orphan"; while :; do sleep 60; done' &`,
        `while ! [ -s "${project.dir}/orphan" ]; do sleep 0.01; done`,
        'shoal claim --json > /dev/null',
        'while :; do sleep 60; done',
      );
      const [one] = await spawn('1', '--command', worker);
      const orphan = Number(readFileSync(join(project.dir, 'orphan'), 'utf8'));
      const { code, stdout } = await atTerminal(['kill', 'worker-1', '--json'], { cwd: project.dir });
      const [killed] = JSON.parse(stdout) as readonly {
        outcome: string;
        killedPids: readonly number[];
        survivingPids: readonly number[];
        releasedTasks: readonly string[];
      }[];
      expect({
        code,
        outcome: killed?.outcome,
        survivors: killed?.survivingPids,
        tasks: killed?.releasedTasks,
      }).toEqual({ code: 0, outcome: 'killed', survivors: [], tasks: ['t1'] });
      expect(killed?.killedPids).toContain(one?.pid ?? 0);
      expect(killed?.killedPids).toContain(orphan);
      expect(isRunning(orphan)).toBe(false);
      expect(await names()).toEqual(['lead']);
      expect(await project.json(['list'])).toMatchObject([{ state: 'ready' }]);
    },
    limitMs,
  );

  test(
    'one that dies on its own is found out by the next command',
    async () => {
      await allow();
      await project.json(['add', 'work']);
      const [one] = await spawn('1', '--command', script('worker', ...working));
      process.kill(one?.pid ?? 0, 'SIGKILL');
      expect(await project.json(['claim', '--wait', '20s'], { env: agent })).toMatchObject({
        id: 't1',
        holderName: 'lead',
      });
      expect(await names()).toEqual(['lead']);
    },
    limitMs,
  );

  test(
    'in a window it runs under its own identity and is gone when it is killed',
    async () => {
      await allow();
      await project.json(['add', 'work']);
      const terminal = script('my-terminal', '[ "$1" = -e ] && shift', 'setsid "$@" &');
      const env = { ...agent, TERMINAL: terminal, DISPLAY: ':9', CLAUDE_CODE_SESSION_ID: 'of-the-caller' };
      await project.json(['join', '-n', 'caller'], { env });
      const [one] = (await project.json(['spawn', '1', '-i', '--command', script('worker', ...working)], {
        env,
      })) as readonly Spawned[];
      expect(one).toMatchObject({ name: 'worker-1', state: 'running', logFile: null });
      expect(await project.json(['list'])).toMatchObject([{ holderName: 'worker-1' }]);
      const { stdout } = await atTerminal(['kill', 'worker-1', '--json'], { cwd: project.dir });
      expect(JSON.parse(stdout)).toMatchObject([{ outcome: 'killed', survivingPids: [] }]);
    },
    limitMs,
  );

  // Row 40 of weaknesses-edges.test.ts.
  test.skipIf(desktopTerminals.length === 0)(
    'gnome-terminal, konsole and xterm open on a display',
    async () => {
      await allow();
      for (const [index, terminal] of desktopTerminals.entries()) {
        const env = { ...agent, ...desktop, TERMINAL: terminal };
        const [one] = (await project.json(['spawn', '1', '-i', '--command', script('worker', ...working)], {
          env,
        })) as readonly Spawned[];
        expect([terminal, one]).toMatchObject([terminal, { name: `worker-${index + 1}`, state: 'running' }]);
      }
    },
    limitMs,
  );

  test(
    'where no window can be opened it says so',
    async () => {
      await allow();
      const error = await refused(['spawn', '1', '-i', '--command', '/bin/sh'], 1, {
        ...agent,
        PATH: project.dir,
      });
      expect(error.code).toBe('SPAWN_FAILED');
      expect(error.message).toContain('No window can be opened');
      expect(cleanEnvironment()['DISPLAY']).toBeUndefined();
    },
    limitMs,
  );
});
