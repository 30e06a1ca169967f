import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agent, createPiped, type Piped, shell } from '../support/piped.ts';

/** What somebody might write to break a pipeline, through the built program: each is one clear error, and the daemon goes on. */

const profiles = {
  say: shell('cat > /dev/null; echo "it is done"'),
  quote: shell('sed "1,/^GIVEN/d"'),
  count: shell('wc -c'),
  noisy: shell("cat > /dev/null; head -c 10000000 /dev/zero | tr '\\0' 'e' >&2; echo fine"),
  long: shell("cat > /dev/null; head -c 2000000 /dev/zero | tr '\\0' 'x'"),
  failing: shell("cat > /dev/null; head -c 10000000 /dev/zero | tr '\\0' 'e' >&2; exit 3"),
  bytes: shell("cat > /dev/null; printf 'a\\377\\376\\000b\\033]0;x\\007c'"),
};

const oneLine = (template: string): string =>
  `agents:\n  - id: a\n    runtime: say\n    system_prompt: |\n      ${template}\n`;
const tooLong = 'it became longer than 4000000 characters';
const doubled = (times: number): string =>
  `{% set ns = namespace(s="xxxxxxxxxx") %}{% for i in range(${times}) %}{% set ns.s = ns.s + ns.s %}{% endfor %}`;

/** By what it tries: what is said of it. */
const templates: Readonly<Record<string, readonly [template: string, error: string]>> = {
  'a constructor': ['{{ input.constructor.constructor("return process.env")() }}', 'not a function'],
  'a class': ['{{ input.__class__.__mro__[1].__subclasses__() }}', 'a: '],
  'the process': ['{{ process.exit(1) }}', 'a: '],
  'loops without end': [
    '{% for i in range(10000) %}{% for j in range(10000) %}x{% endfor %}{% endfor %}',
    'more than 200000 steps',
  ],
  'a macro that calls itself': ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', 'within each other'],
  'a huge range': ['{{ range(100000000) }}', 'range() gives at most 10000 numbers'],
  'a range without a step': ['{{ range(0, 100, 0) }}', 'range() gives at most 10000 numbers'],
  'a text that doubles itself': [`${doubled(100)}{{ ns.s }}`, tooLong],
  'a huge indent': ['{{ "a\\nb\\nc" | indent(500000000) }}', tooLong],
  'a huge join': [`${doubled(14)}{{ range(10000) | join(ns.s) | length }}`, tooLong],
  'a huge replacement': [`${doubled(12)}{{ ns.s.replace("x", ns.s) | length }}`, tooLong],
};

/** Nine names, each ten times the one before. */
const names = 'abcdefghi'.split('');
const aliases = names.map((name, at) => {
  const item = at === 0 ? 'x' : `*${names[at - 1]}`;
  return `${name}: &${name} [${Array.from({ length: 10 }, () => item).join(', ')}]\n`;
});

/** By what is wrong with the file: the file, and what is said of it, with line and column. */
const files: Readonly<Record<string, readonly [text: string | Uint8Array, error: string]>> = {
  aliases: [`${aliases.join('')}agents: *i\n`, ':1:1: error: excessive alias count'],
  'deep-lists': ['['.repeat(20_000) + ']'.repeat(20_000), 'too many lists or maps within each other'],
  'deep-maps': [`agents: ${'{a: '.repeat(20_000)}${'}'.repeat(20_000)}`, 'too many lists or maps'],
  'long-line': [oneLine('x'.repeat(1_000_000)), ':4:20: error: agents.0.system_prompt is "xxx'],
  'huge-scalar': [oneLine('x'.repeat(5_000_000)), ':1:1: error: the file is longer than 4000000 bytes'],
  tabs: [`agents:\n\t- { id: a }\n`, ':2:1: error: tabs are not allowed'],
  'double-key': [`agents:\n  - { id: a, id: b, runtime: say }\n`, ':2:14: error: map keys must be unique'],
  'double-agents': [`agents: []\nagents: []\n`, ':2:1: error: map keys must be unique'],
  documents: [`agents: []\n---\nagents: []\n`, ':2:1: error: a file holds one pipeline'],
  empty: ['', ':1:1: error: a pipeline needs agents'],
  word: ['hello\n', ':1:1: error: .shoal/pipelines/word.yaml is no pipeline'],
  binary: [new Uint8Array([0xff, 0xfe, 0x00, 0x41, 0x00]), ':1:1: error: the file is no text'],
  'id-nul': [`agents:\n${agent('"a\\0b"', 'say')}`, ':2:11: error: agents.0.id is "a\\u0000b"'],
  'id-above': [`agents:\n${agent('"../x"', 'say')}`, ':2:11: error: agents.0.id is "../x"'],
  'id-absolute': [`agents:\n${agent('/tmp/x', 'say')}`, ':2:11: error: agents.0.id is "/tmp/x"'],
  'id-prototype': [`agents:\n${agent('__proto__', 'say')}`, ':2:11: error: agents.0.id is "__proto__"'],
  'import-above': ['imports: [{ from: ../../../x.yaml }]\n', 'there is no file ../x.yaml'],
  'import-link': [
    'imports: [{ from: out/secret.yaml }]\n',
    'there is no file .shoal/pipelines/out/secret.yaml',
  ],
  'import-itself': ['imports: [{ from: import-itself.yaml }]\n', 'that has no end'],
  'runtime-unknown': [
    `agents:\n${agent('a', 'nobody')}`,
    ':2:23: error: a runs in "nobody", which is no harness',
  ],
  'gate-missing': [
    `agents:\n${agent('a', 'say', 'gate: { type: command, command: [no-such-program] }')}`,
    'warning: the gate of a needs no-such-program, which is not on PATH',
  ],
};

describe('what might break a pipeline, through the built program', () => {
  let piped: Piped;
  let daemon: number;
  const outside = (): string => join(piped.project.dir, '../outside');
  const daemonNow = async (): Promise<number> =>
    ((await piped.project.json(['serve', 'status'])) as { pid: number }).pid;
  /** The most memory that it ever had. */
  const peakKb = (): number =>
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${daemon}/status`, 'utf8'))?.[1]);

  beforeAll(async () => {
    const simple = Object.fromEntries(
      Object.keys(profiles).map((name) => [name, `agents:\n${agent('a', name)}`]),
    );
    piped = await createPiped(profiles, simple);
    for (const [name, [template]] of Object.entries(templates))
      piped.write(name.replaceAll(' ', '-'), oneLine(template));
    mkdirSync(outside());
    writeFileSync(join(outside(), 'secret.yaml'), `agents:\n${agent('secret', 'say')}`);
    symlinkSync(outside(), piped.file('.shoal/pipelines/out'));
    symlinkSync(join(outside(), 'secret.yaml'), piped.file('.shoal/pipelines/linked.yaml'));
    for (const [name, [text]] of Object.entries(files))
      writeFileSync(piped.file(`.shoal/pipelines/${name}.yaml`), text);
    await piped.project.json(['serve', '--detach']);
    daemon = await daemonNow();
  });
  afterAll(() => piped[Symbol.asyncDispose]());

  for (const [name, [, error]] of Object.entries(templates))
    test(`a template that tries ${name} ends its run, and nothing else`, async () => {
      const { code, stdout } = await piped.project.run(['run', 'x', '--pipeline', name.replaceAll(' ', '-')]);
      expect(code).toBe(8);
      expect(stdout).toContain('the template of a: ');
      expect(stdout).toContain(error);
      expect(peakKb()).toBeLessThan(500_000);
    });

  for (const [name, [, error]] of Object.entries(files))
    test(`a file with ${name} is refused with its place`, async () => {
      const { code, stdout } = await piped.project.run(['validate', '--pipeline', name]);
      expect(stdout).toContain(error);
      expect(stdout).toContain(`.shoal/pipelines/${name}.yaml`);
      const isWarning = error.startsWith('warning');
      expect(code).toBe(isWarning ? 0 : 1);
      const ran = await piped.project.run(['run', 'x', '--pipeline', name]);
      expect([1, 2]).toContain(ran.code);
      expect(ran.stderr.trimEnd().split('\n')).toHaveLength(2);
    });

  test('a mark of its encoding, carriage returns and a long comment are no mistake', async () => {
    const text = `\uFEFF# ${'x'.repeat(1_000_000)}\r\nagents:\r\n${agent('a', 'say').trimEnd()}\r\n`;
    piped.write('windows', text);
    expect(await piped.played('windows')).toMatchObject({ state: 'completed', result: 'it is done' });
  });

  test('names of fields that every object has are names of agents like others', async () => {
    const ids = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
    const lines = ids.map((id, at) =>
      agent(id, 'say', at + 1 < ids.length ? `handoffs: [{ to: ${ids[at + 1]} }]` : ''),
    );
    piped.write('prototype', `agents:\n${lines.join('')}`);
    const run = await piped.played('prototype');
    expect(run).toMatchObject({ state: 'completed', stages: 4 });
    expect(readdirSync(piped.file(`.shoal/runs/${run.id}`))).toContain('agent_constructor.md');
  });

  test('a broken file of values, of one pipeline or a directory of its name hides no other pipeline', async () => {
    mkdirSync(piped.file('.shoal/pipelines/folder.yaml'));
    writeFileSync(piped.file('.shoal/pipelines/params.yaml'), 'tone: [\n');
    const wrong = await piped.project.run(['validate', '--pipeline', 'say']);
    expect([wrong.code, wrong.stdout.split('\n')[0]]).toEqual([
      1,
      expect.stringMatching(/^\.shoal\/pipelines\/params\.yaml:2:1: error: /),
    ]);
    writeFileSync(piped.file('.shoal/pipelines/params.yaml'), '');
    const { code, stdout } = await piped.project.run(['pipeline', 'list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/say +1 +sound/);
    expect(stdout).toMatch(/aliases +- +1 error/);
    expect(stdout).not.toContain('folder');
  }, 20_000);

  test('no name leads out of the workspace', async () => {
    const before = readdirSync(outside());
    const wild = ['../outside/secret', '/etc/passwd', '..', 'a/b', 'a\\b', '.', '-x'];
    const calls = wild.flatMap((name) => [
      ['pipeline', 'create', '--', name],
      ['pipeline', 'delete', '-y', '--', name],
      ['pipeline', 'show', '--', name],
      ['pipeline', 'default', '--', name],
      ['pull', '--', name],
      ['publish', 'say', '--local', '--name', name],
      ['run', 'x', `--pipeline=${name}`],
      ['context', '--', name],
      ['chunks', 'list', '--', name],
      ['chunks', 'add', '--', name, 'x'],
      ['chunks', 'done', '--', 'r1', name],
      ['restart', '--detach', '--', name],
    ]);
    for (const call of [...calls, ['pull', 'x@../../y'], ['pipeline', 'show', 'linked']]) {
      const { code, stderr, stdout } = await piped.project.run(call);
      expect([call, code]).toEqual([call, expect.any(Number)]);
      expect([1, 2]).toContain(code);
      expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
      expect(stdout + stderr).not.toMatch(/A defect in Shoal|secret, |root:/);
    }
    expect(readdirSync(outside())).toEqual(before);
    expect(readdirSync(join(outside(), '..')).toSorted()).toEqual(['outside', 'project']);
  }, 60_000);

  test('what is no file is not read, however long it would be', async () => {
    for (const path of ['/dev/zero', '/dev/null', '.', '.shoal/pipelines', 'nothing.yaml']) {
      const { code, stderr } = await piped.project.run(['validate', path]);
      expect([code, stderr.split('\n')[0]]).toEqual([1, `There is no file ${path}.`]);
    }
  });

  test('what leads out of the workspace, or cannot be read, is told as that', async () => {
    const linked = await piped.project.run(['validate', '--pipeline', 'linked']);
    expect([linked.code, linked.stdout.split('\n')[0]]).toEqual([
      1,
      '.shoal/pipelines/linked.yaml:1:1: error: it leads out of the workspace: it is not read',
    ]);
    const shown = await piped.project.run(['pipeline', 'show', 'linked']);
    expect([shown.code, shown.stderr.split('\n')[0]]).toEqual([
      1,
      '.shoal/pipelines/linked.yaml leads out of the workspace.',
    ]);
    const memory = await piped.project.run(['validate', '/proc/self/mem']);
    expect([memory.code, memory.stdout]).toEqual([1, expect.stringContaining('it cannot be read: ')]);
  });

  test('2 MB of task reach the agent; more than may be is refused whole', async () => {
    writeFileSync(piped.file('task.txt'), 'x'.repeat(2_000_000));
    const { id } = (await piped.project.json([
      'run',
      'start',
      '--file',
      'task.txt',
      '--pipeline',
      'count',
    ])) as { id: string };
    expect(Number((await piped.ended(id)).result)).toBeGreaterThan(2_000_000);
    writeFileSync(piped.file('task.txt'), 'x'.repeat(5_000_000));
    const more = await piped.project.run(['run', '--file', 'task.txt', '--pipeline', 'count']);
    expect([more.code, more.stderr.split('\n')[0]]).toEqual([
      2,
      expect.stringContaining('must be at most 4000000 characters long'),
    ]);
  }, 20_000);

  test('10 MB on standard error hold nobody up; of a failure they are the reason, shortened', async () => {
    expect(await piped.played('noisy')).toMatchObject({ state: 'completed', result: 'fine' });
    const failed = await piped.played('failing');
    expect(failed.state).toBe('failed');
    expect(failed.why).toMatch(/^a: exit code 3: e{9,5000}…?$/);
  }, 20_000);

  test('2 MB of answer: the next agent is told where it was cut', async () => {
    piped.write('answers', `agents:\n${agent('a', 'long', 'handoffs: [{ to: b }]')}${agent('b', 'quote')}`);
    const { result } = await piped.played('answers');
    expect(result).toMatch(/^x{262144}\n\[Cut here: \d+ characters more are in the transcript\.\]/);
  });

  test('bytes that are no text, and what a terminal would obey, are shown and stored harmlessly', async () => {
    const { code, stdout } = await piped.project.run(['run', 'x', '--pipeline', 'bytes']);
    expect(code).toBe(0);
    expect(stdout).not.toContain('\u001b]0;');
    expect(stdout).not.toContain('\u0000');
  });

  test('after all of that the same daemon serves, and no run is left', async () => {
    expect(await daemonNow()).toBe(daemon);
    expect(peakKb()).toBeLessThan(500_000);
    const runs = (await piped.project.json(['runs', '--limit', '1000'])) as readonly { state: string }[];
    expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['completed', 'failed']));
    expect(existsSync(join(outside(), 'secret.yaml'))).toBe(true);
  });
});
