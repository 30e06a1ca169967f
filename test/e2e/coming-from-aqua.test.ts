import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

const page = readFileSync(join(import.meta.dir, '../../docs/guide/coming-from-aqua.md'), 'utf8');
/** Rows of the page: Aqua's line and ours. */
const rows = [...page.matchAll(/^\| `((?:AQUA_JSON=1 )?aqua .+?)` \| `(.+?)` \|/gm)].map(
  ([, theirs = '', ours = '']) =>
    [theirs, ours].map((line) => line.replaceAll('\\|', '|')) as [string, string],
);
const loop = /```python\n([\s\S]+?)```/.exec(page)?.[1] ?? '';

/** Lines that go on until they are stopped: the first output is enough. */
const ENDLESS = /^shoal (logs)\b/;

let project: Project;
let bin: string;
const me = { CODEX_THREAD_ID: 'session-of-me' };
let mate: Readonly<Record<string, string>>;

beforeAll(async () => {
  project = createProject();
  bin = join(project.dir, '../bin');
  mkdirSync(bin);
  symlinkSync(program, join(bin, 'shoal'));
  for (const harness of ['claude', 'codex', 'gemini']) {
    writeFileSync(join(bin, harness), '#!/bin/sh\necho 1.0.0\n');
    chmodSync(join(bin, harness), 0o755);
  }
});
afterAll(() => project[Symbol.dispose]());

describe('every line of docs/guide/coming-from-aqua.md', () => {
  test('there are as many as Aqua documents', () => {
    expect(rows.length).toBe(49);
  });

  for (const [theirs, ours] of rows) {
    test(ours, async () => {
      expect(ours.replace(/\bt\d\b/, 'ID')).toBe(
        theirs
          .replace('AQUA_JSON', 'SHOAL_JSON')
          .replace(/\baqua\b/, 'shoal')
          .replace('abc123', 'ID')
          .replace(/\bt\d\b/, 'ID'),
      );
      if (ours.startsWith('shoal reply')) return; // run together with the question that it answers
      if (ours.startsWith('shoal ask')) return askAndReply(ours);
      if (ENDLESS.test(ours)) return expect(await firstOutput(ours)).not.toBe('');
      if (ours.startsWith('shoal spawn')) return planSpawn(ours);
      if (ours.startsWith('shoal kill')) return void (await asPerson(ours));
      const { code, stdout, stderr } = await bash(ours.replace(/ \| jq .*/, ''));
      const failed = ours.startsWith('shoal doctor') ? 1 : 0; // by then a task has failed for good
      expect([ours, code, stderr]).toEqual([ours, failed, '']);
      const path = / \| jq \.(\w+)$/.exec(ours)?.[1];
      if (path !== undefined) expect((JSON.parse(stdout) as Record<string, unknown>)[path]).toBeDefined();
      if (ours === 'shoal init') mate = await project.agent('worker-2');
    });
  }
});

test('the integration loop works as printed, and two copies at once are two agents', async () => {
  const python = Bun.which('python3');
  if (python === null) throw new Error('python3 is missing: the loop that the page prints cannot be run');
  using other = createProject();
  await other.run(['init']);
  for (let count = 1; count <= 6; count += 1) await other.run(['add', `Task ${count}`]);
  // As printed; the work, where the page has a comment, waits until the other copy holds a task too.
  const meet = join(bin, 'meet.py');
  writeFileSync(
    meet,
    `import sys\n${loop.replace('# Do work...', 'print(task["id"], flush=True); sys.stdin.readline()')}`,
  );
  const copies = [1, 2].map(() =>
    Bun.spawn([python, meet], {
      cwd: other.dir,
      env: environment({}),
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
    }),
  );
  const readers = copies.map(({ stdout }) => stdout.getReader());
  await Promise.all(readers.map((reader) => reader.read()));
  const here = (await other.json(['ps'])) as readonly { name: string; task: string | null }[];
  expect(here.map(({ name }) => name).toSorted()).toEqual(['my-bot', 'my-bot-2']);
  expect(new Set(here.map(({ task }) => task)).size).toBe(2);
  for (const { stdin } of copies) void stdin.end();
  const ended = await Promise.all(
    copies.map(async (child) => [await child.exited, await new Response(child.stderr).text()]),
  );
  expect(ended).toEqual([
    [0, ''],
    [0, ''],
  ]);
  const tasks = (await other.json(['list', '--all'])) as readonly {
    state: string;
    attempts: number;
    result: string;
  }[];
  expect(tasks.map(({ state, attempts, result }) => [state, attempts, result])).toEqual(
    Array.from({ length: 6 }, () => ['done', 1, 'Implemented feature X']),
  );
});

/** What it would start must be right; that it starts is proven elsewhere. */
async function planSpawn(line: string): Promise<void> {
  const shown = await asPerson(`${line} --dry-run`);
  expect(new Set(shown.match(/worker-\d/g)).size).toBe(Number(/spawn (\d)/.exec(line)?.[1]));
}

/** At a terminal of its own; gives what it showed. */
async function asPerson(line: string): Promise<string> {
  let shown = '';
  const decoder = new TextDecoder();
  const terminal = {
    cols: 200,
    data: (_: unknown, chunk: Uint8Array) => void (shown += decoder.decode(chunk, { stream: true })),
  };
  const child = Bun.spawn(['bash', '-c', line], { cwd: project.dir, env: environment({}), terminal });
  expect([line, await child.exited, shown]).toEqual([line, 0, shown]);
  return shown;
}

function environment(agent: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', ...rest } = cleanEnvironment();
  return { ...rest, ...agent, PATH: `${bin}:${PATH}` };
}

async function bash(line: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = Bun.spawn(['bash', '-c', line], {
    cwd: project.dir,
    env: environment(me),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, stdout, stderr };
}

async function firstOutput(line: string): Promise<string> {
  const child = Bun.spawn(['bash', '-c', `exec ${line}`], {
    cwd: project.dir,
    env: environment(me),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const { value } = await child.stdout.getReader().read();
  child.kill('SIGINT');
  expect(await child.exited).toBe(130);
  return new TextDecoder().decode(value);
}

async function askAndReply(line: string): Promise<void> {
  const asking = bash(line);
  const question = await waitForQuestion();
  const reply = rows.map(([, ours]) => ours).find((ours) => ours.startsWith('shoal reply 42'));
  expect(reply).toBeDefined();
  const child = Bun.spawn(['bash', '-c', (reply ?? '').replace('42', question.slice(1))], {
    cwd: project.dir,
    env: environment(mate),
    stdin: 'ignore',
  });
  expect(await child.exited).toBe(0);
  const { code, stdout } = await asking;
  expect(code).toBe(0);
  expect(stdout).toContain("Use SQLite, it's simpler");
}

/** The log tells when the question is there: nothing is waited for by time. */
async function waitForQuestion(): Promise<string> {
  const follow = Bun.spawn([program, 'log', '-f', '--json', '--type', 'message'], {
    cwd: project.dir,
    env: environment(mate),
    stdout: 'pipe',
  });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of follow.stdout) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split('\n').slice(0, -1);
    const sent = lines
      .map((one) => JSON.parse(one) as { id: string; change: { kind?: string } })
      .find(({ change }) => change.kind === 'question');
    if (sent === undefined) continue;
    follow.kill('SIGINT');
    await follow.exited;
    return sent.id;
  }
  throw new Error('the log ended without the question');
}
