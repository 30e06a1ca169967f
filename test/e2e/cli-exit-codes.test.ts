import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { cleanEnvironment, createProject, program, type Project, runProgram } from '../support/program.ts';

describe('exit codes and where the text goes', () => {
  let project: Project;
  let one: Readonly<Record<string, string>>;
  let two: Readonly<Record<string, string>>;

  beforeAll(async () => {
    project = createProject();
    await project.run(['init']);
    one = await project.agent('one');
    two = await project.agent('two');
  });
  afterAll(() => project[Symbol.dispose]());

  test('0 and stdout when it worked', async () => {
    expect(await project.run(['add', 'Task'], { env: one })).toMatchObject({ code: 0, stderr: '' });
  });

  test('1 outside a workspace, 6 when not joined', async () => {
    expect((await runProgram(['list'], { cwd: '/' })).code).toBe(1);
    expect((await project.run(['claim'], { env: { CODEX_THREAD_ID: 'stranger' } })).code).toBe(6);
  });

  test('2 for a wrong command line: one line what, one line what to do, on stderr', async () => {
    for (const line of [
      ['cliam'],
      ['add', '--priorty', '3', 'x'],
      ['add', 'x', '-p', '11'],
      ['add', 'x', '-p', '-1'],
      ['claim', '--wait', 'soon'],
      ['fail'],
      ['--wat'],
      ['config', 'profle'],
      ['policy', 'tst'],
      ['chunks'],
      ['help', 'queue', 'shw'],
      ['watch', '--nope'],
      ['mcp', '--toolset'],
      ['serve', '--nope'],
      ['web', 'x'],
    ]) {
      const { code, stdout, stderr } = await project.run(line, { env: one });
      expect([line, code, stdout]).toEqual([line, 2, '']);
      expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    }
    expect((await project.run(['cliam'])).stderr).toContain('Did you mean `shoal claim`?');
    expect((await project.run(['add', 'x', '--priorty', '3'])).stderr).toContain('Did you mean --priority?');
    for (const [line, meant] of [
      [['config', 'profle'], 'config profile'],
      [['config', 'profile', 'lst'], 'config profile list'],
      [['policy', 'tst'], 'policy test'],
      [['accept', 'x'], 'pipeline accept'],
    ] as const)
      expect((await project.run(line)).stderr).toContain(`Did you mean \`shoal ${meant}\`?`);
    expect((await project.run(['config', 'show', 'x'])).stderr).toContain('"x" is one argument too many');
    expect((await project.run(['chunks'])).stderr).toContain('See `shoal help chunks`.');
  });

  test('75 when the answer cannot be written, with a word of why, also as JSON', async () => {
    for (const flags of [[], ['--json']]) {
      const child = Bun.spawn([program, 'list', ...flags], {
        cwd: project.dir,
        stdin: 'ignore',
        stdout: Bun.file('/dev/full'),
        stderr: 'pipe',
      });
      const [stderr, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
      expect([code, stderr.split('\n')[0]]).toEqual([75, 'ENOSPC: no space left on device, write']);
      expect(stderr.trimEnd().split('\n')).toHaveLength(2);
    }
  });

  test('3 when there is nothing to do, with null as the document', async () => {
    expect((await project.run(['claim'], { env: one })).code).toBe(0);
    expect(await project.run(['claim', '--json'], { env: two })).toMatchObject({ code: 3, stdout: 'null\n' });
    expect((await project.run(['claim'], { env: two })).stderr).toContain('nothing ready: 1 running');
  });

  test('4 for what another holds', async () => {
    expect((await project.run(['lock', 'a.ts'], { env: one })).code).toBe(0);
    const { code, stderr } = await project.run(['lock', 'a.ts'], { env: two });
    expect(code).toBe(4);
    expect(stderr).toContain('one');
    expect((await project.run(['claim', 't1'], { env: two })).code).toBe(4);
  });

  test('7 when the time is up', async () => {
    expect((await project.run(['ask', 'there?', '--to', 'two', '--timeout', '0'], { env: one })).code).toBe(
      7,
    );
  });

  test('Ctrl-C ends a command that waits, with 130', async () => {
    const child = Bun.spawn(
      [process.env['SHOAL_BIN'] ?? `${import.meta.dir}/../../dist/shoal`, 'log', '-f', '--json'],
      { cwd: project.dir, env: { PATH: '/usr/bin:/bin', ...one }, stdout: 'pipe' },
    );
    await child.stdout.getReader().read(); // it has begun
    child.kill('SIGINT');
    expect(await child.exited).toBe(130);
  });

  test('a reader that leaves is no error', async () => {
    const child = Bun.spawn(
      [
        'bash',
        '-c',
        '"$0" log --json | head -c 1; exit "${PIPESTATUS[0]}"',
        process.env['SHOAL_BIN'] ?? `${import.meta.dir}/../../dist/shoal`,
      ],
      { cwd: project.dir, env: { PATH: '/usr/bin:/bin', ...one }, stderr: 'pipe' },
    );
    expect([await new Response(child.stderr).text(), await child.exited]).toEqual(['', 0]);
  });
});

test('a terminal that does not say how wide it is has 80 columns', async () => {
  using project = createProject();
  await project.run(['init']);
  await project.json(['add', 'A title of fifty characters, shown whole on 80 now'], {
    env: await project.agent('one'),
  });
  let text = '';
  const child = Bun.spawn({
    cmd: ['sh', '-c', 'stty cols 0 && exec "$0" list', program],
    cwd: project.dir,
    env: cleanEnvironment(),
    terminal: { data: (_terminal, bytes) => void (text += Buffer.from(bytes).toString()) },
  });
  expect(await child.exited).toBe(0);
  expect(text).toContain('A title of fifty characters, shown whole on 80 now');
});
