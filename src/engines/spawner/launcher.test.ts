import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import type { LaunchOrder } from '../../operations/ports.ts';
import { createLauncher } from './launcher.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-launcher-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const bin = process.env['PATH'] ?? '';
const reference = (pid: number) => ({ bootId: 'b', pidNamespace: '', pid, startTime: '1' });

function launcher(environment: Record<string, string> = { PATH: bin }) {
  return createLauncher({
    environment,
    executable: '/opt/shoal/bin/shoal',
    directory: root,
    processOf: reference,
  });
}

function order(changes: Partial<LaunchOrder> = {}): LaunchOrder {
  const place = { root, stateDir: join(root, '.shoal'), cwd: root, repo: root, tree: root };
  return {
    place,
    name: 'worker-1',
    harness: 'command',
    command: 'sh -c true',
    model: null,
    mode: 'background',
    worktree: false,
    env: [],
    ...changes,
  };
}

const identity = { token: 'its-token', marker: 'a1-mark' };

test('planning writes nothing', async () => {
  await launcher().plan(order());
  expect(existsSync(join(root, '.shoal'))).toBe(false);
});

test('in the background it reads the prompt on standard input, has only the environment it should, and a log of its own', async () => {
  const script = join(root, 'agent.sh');
  writeFileSync(
    script,
    '#!/bin/sh\nhead -1\nenv\nps -o sid= -p $$ | tr -d " " | sed "s/^/SID=/"\necho PID=$$\nexit 3\n',
    { mode: 0o755 },
  );
  const environment = { PATH: bin, SECRET: 's', CLAUDE_CODE_SESSION_ID: 'x', MINE: '1' };
  const one = launcher(environment);
  const { process, ended } = await one.start(
    await one.plan(order({ command: script, env: ['MINE'] })),
    identity,
  );
  const end = await ended;
  expect(end.exitCode).toBe(3);
  const said = end.lastOutput.split('\n');
  expect(said[0]).toStartWith('You are worker-1, ');
  expect(said).toContain('SHOAL_AGENT=a1-mark');
  expect(said).toContain('SHOAL_AGENT_TOKEN=its-token');
  expect(said).toContain(`SHOAL_DIR=${root}`);
  expect(said).toContain('MINE=1');
  expect(said).toContain(`PATH=/opt/shoal/bin:${bin}`);
  expect(said).toContain(`SID=${process?.pid}`);
  expect(end.lastOutput).not.toMatch(/SECRET|CLAUDE_CODE/);
  expect(statSync(join(root, '.shoal/logs/worker-1.log')).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, '.shoal/run/worker-1.prompt.md')).mode & 0o777).toBe(0o600);
});

test('the log of an earlier agent of the name is kept beside the new one', async () => {
  const one = launcher();
  for (const word of ['first', 'second'])
    await (
      await one.start(await one.plan(order({ command: `echo ${word}` })), identity)
    ).ended;
  expect(readFileSync(join(root, '.shoal/logs/worker-1.log'), 'utf8')).toBe('second\n');
  expect(readFileSync(join(root, '.shoal/logs/worker-1.log.1'), 'utf8')).toBe('first\n');
});

test('a program that cannot be started is said so', async () => {
  expect(
    await launcher()
      .plan(order({ command: 'no-such-program-here x' }))
      .catch(String),
  ).toContain('no-such-program-here is not on PATH');
  const elsewhere = launcher({ PATH: '/nowhere' });
  expect(await elsewhere.plan(order({ harness: 'codex', command: null })).catch(String)).toContain(
    'codex is not on PATH',
  );
});

test('a script that does not say what runs it is refused with what it needs', async () => {
  const script = join(root, 'agent');
  writeFileSync(script, 'echo hello\n', { mode: 0o755 });
  const one = launcher();
  const failure = await one.start(await one.plan(order({ command: script })), identity).catch(String);
  expect(failure).toContain('#!/bin/sh');
});

test('without tmux and display no window can be opened', async () => {
  expect(
    await launcher({ PATH: '/nowhere' })
      .plan(order({ command: '/bin/true', mode: 'interactive' }))
      .catch(String),
  ).toContain('No window can be opened');
});

test('the start script of a window runs the program under the id it has said, with quoted words, and is gone', async () => {
  const out = join(root, "it's out");
  const fake = join(root, 'my-terminal');
  const script = join(root, 'agent.sh');
  writeFileSync(fake, '#!/bin/sh\nshift\nexec "$@"\n', { mode: 0o755 });
  writeFileSync(
    script,
    '#!/bin/sh\n{ echo "$$|$1|$SHOAL_AGENT|$CLAUDECODE|$PWD"; } > "$2.new"; mv "$2.new" "$2"\n',
    { mode: 0o755 },
  );
  const one = createLauncher({
    environment: { PATH: bin, TERMINAL: fake, DISPLAY: ':9' },
    executable: '/opt/shoal/bin/shoal',
    directory: root,
    processOf: (pid) => (existsSync(out) ? null : reference(pid)),
  });
  const planned = await one.plan(order({ command: `${script} "a b; $(id)" "${out}"`, mode: 'interactive' }));
  expect(planned.logFile).toBeNull();
  const { ended } = await one.start(planned, identity);
  await ended;
  const pid = readFileSync(join(root, '.shoal/run/worker-1.pid'), 'utf8').trim();
  expect(readFileSync(out, 'utf8')).toBe(`${pid}|a b; $(id)|a1-mark||${root}\n`);
  expect(existsSync(join(root, '.shoal/run/worker-1.sh'))).toBe(false);
});

test('an npm shim gives way to the program that it would start', async () => {
  const modules = join(root, 'lib/node_modules/@openai');
  const native = join(modules, `codex-${process.platform}-${process.arch}/vendor/x/bin/codex`);
  const shim = join(modules, 'codex/bin/codex');
  for (const file of [native, shim]) {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  }
  const one = createLauncher({
    environment: { PATH: join(modules, 'codex/bin') },
    executable: '/x',
    directory: root,
    processOf: reference,
  });
  expect(one.found()).toEqual(['codex']);
  const planned = await one.plan(order({ harness: 'codex', command: null, model: 'gpt' }));
  expect(planned.commandLine).toEqual([
    native,
    'exec',
    '--json',
    '--dangerously-bypass-approvals-and-sandbox',
    '--dangerously-bypass-hook-trust',
    '--skip-git-repo-check',
    '-c',
    `projects={"${root}"={trust_level="trusted"}}`,
    '-m',
    'gpt',
    '-',
  ]);
});
