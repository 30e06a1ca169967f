import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { allOperations, type Operation } from '../../src/operations/manifest.ts';
import { createProject, type Project, type Ran } from '../support/program.ts';

const VALUES = [
  '../x',
  'x'.repeat(300),
  '[/red]',
  '\u001b[31mred\u001b[0m',
  '🐟🐠',
  '‮evil',
  '',
  ' ',
  '-1',
  '1e999',
  "'; drop table task; --",
  '{{7*7}}',
  'a\nb',
];
/** Flags that change what runs outside Shoal, or make a command endless; they are pinned instead. */
const PINNED: Readonly<Record<string, readonly string[]>> = {
  spawn: ['--dry-run'],
  ask: ['--timeout', '0'],
  'ask --approval': ['--pending-after', '0'],
  claim: ['--wait', '0'],
  lock: ['--wait', '0'],
};
const SKIPPED_FLAGS = ['follow', 'dryRun'];
// What a terminal would act on; the line feed is ours.
const ACTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Some commands have over a hundred lines, each a process. */
const manyRunsMs = 60_000;

describe('names like ../x, 300 characters, [/red], ANSI, emoji on every argument', () => {
  let project: Project;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    project = createProject();
    await project.run(['init']);
    env = await project.agent('one');
    await project.run(['add', 'first'], { env });
  });
  afterAll(async () => {
    // Some commands have started the daemon.
    await project.run(['serve', 'stop']);
    project[Symbol.dispose]();
  });

  for (const operation of allOperations().filter(({ cli }) => cli !== undefined)) {
    test(
      `${operation.cli?.command}`,
      async () => {
        await Promise.all(
          linesOf(operation).map(async (line) => expectSound(line, await project.run(line, { env }))),
        );
      },
      manyRunsMs,
    );
  }

  test('and what was stored is shown literally by every command that shows it', async () => {
    const mate = await project.agent('mate');
    for (const value of VALUES.filter((text) => text.trim() !== '')) {
      await project.run(['add', '--', value], { env });
      await project.run(['msg', '--to', 'mate', '--', value], { env });
      await project.run(['note', 't1', '--', value], { env });
    }
    await project.run(['claim', '--another'], { env });
    for (const line of [
      ['list', '--all'],
      ['show', 't1'],
      ['inbox'],
      ['log', '-n', '500'],
      ['status'],
      ['ps'],
      ['locks'],
      ['deps'],
      ['prime'],
      ['ready'],
      ['explain', 't2'],
      ['doctor'],
    ]) {
      expectSound(line, await project.run(line, { env: mate }));
      const json = await project.run([...line, '--json'], { env: mate });
      expect(() => JSON.parse(json.stdout)).not.toThrow();
    }
    const list = await project.run(['list', '--all'], { env });
    for (const shown of ['[/red]', '\\x1b[31mred\\x1b[0m', '🐟🐠', '\\u202eevil', '{{7*7}}', 'a\\nb', '../x'])
      expect(list.stdout).toContain(shown);
  });
});

/** Each positional and each flag in turn with each value, the others left out or harmless. */
function linesOf({ cli, input }: Operation): readonly (readonly string[])[] {
  if (cli === undefined) return [];
  const command = [...cli.command.split(' '), ...(PINNED[cli.command] ?? [])];
  const harmless = cli.positionals.map((field) => (input.properties[field]?.type === 'integer' ? '1' : 'x'));
  const positionals = VALUES.flatMap((value) =>
    harmless.map((_, at) => [
      ...command,
      '--',
      ...harmless.map((other, index) => (index === at ? value : other)),
    ]),
  );
  const flags = cli.flags
    .filter(
      ({ form, field, long }) =>
        form !== 'flag' && !SKIPPED_FLAGS.includes(field) && !command.includes(`--${long}`),
    )
    .flatMap(({ long }) => VALUES.map((value) => [...command, ...harmless, `--${long}=${value}`]));
  return [...positionals, ...flags];
}

/** A clean answer or a clean refusal: no defect, no trace, nothing that a terminal would act on. */
function expectSound(line: readonly string[], { code, stdout, stderr }: Ran): void {
  const text = stdout + stderr;
  const sound = {
    line,
    isKnownCode: [0, 1, 2, 3, 4, 5, 6, 7].includes(code),
    isRefusedInTwoLines: code === 0 || stdout !== '' || stderr.trimEnd().split('\n').length <= 2,
    showsNoTrace: !/\n\s+at \S+|A defect in Shoal/.test(text),
    isInert: !ACTIVE.test(text),
  };
  expect({ ...sound, stderr }).toEqual({
    line,
    isKnownCode: true,
    isRefusedInTwoLines: true,
    showsNoTrace: true,
    isInert: true,
    stderr,
  });
}
