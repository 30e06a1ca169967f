// Every gate must fail on a project that breaks its rule, and pass on the same project without the break.
import { afterAll, describe, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gates } from '../../scripts/lib/gates.mjs';
import { root } from '../../scripts/lib/project.mjs';

type Files = Record<string, string>;

const made: string[] = [];
afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })));

/** A project of its own below the temp directory, with this repository's tools and settings. */
function project(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'shoal-gate-'));
  made.push(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function judge(gate: string, files: Files) {
  const [, program, args] = gates().find(([name]) => name === gate) ?? ['', '', []];
  const folder = project(files);
  const here = args.map((arg) => (arg.startsWith('scripts/') ? join(root, arg) : arg));
  const places: Record<string, string[]> = {
    format: ['-c', join(root, '.oxfmtrc.json')],
    lint: ['-c', join(root, '.oxlintrc.json'), 'src'],
    'dead code': ['--config', 'knip.json'],
    types: ['-p', 'tsconfig.json'],
  };
  const { status, stdout, stderr } = spawnSync(program, [...here, ...(places[gate] ?? [folder])], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { passes: status === 0, output: stdout + stderr };
}

const knip = JSON.stringify({ entry: ['src/main.ts'], project: ['src/**/*.ts'] });
const manifest = JSON.stringify({ name: 'fixture', type: 'module' });
const cycle = { 'src/a.ts': "import { b } from './b.ts';\n\nexport const a = () => b;\n" };
const generator = "export default () => ({ 'made.txt': 'new\\n' });\n";

const cases: { gate: string; rule: string; good: Files; bad: Files; says: RegExp }[] = [
  {
    gate: 'format',
    rule: 'one format',
    good: { 'src/a.ts': "export const a = 'x';\n" },
    bad: { 'src/a.ts': 'export const a   = "x"' },
    says: /Format issues found/,
  },
  {
    gate: 'lint',
    rule: 'no floating promise',
    good: { 'src/a.ts': 'export const a = async () => 1;\n\nawait a();\n' },
    bad: { 'src/a.ts': 'export const a = async () => 1;\n\na();\n' },
    says: /no-floating-promises/,
  },
  {
    gate: 'lint',
    rule: 'no import cycle',
    good: { ...cycle, 'src/b.ts': 'export const b = 1;\n' },
    bad: { ...cycle, 'src/b.ts': "import { a } from './a.ts';\n\nexport const b = () => a;\n" },
    says: /no-cycle/,
  },
  {
    gate: 'lint',
    rule: 'no any',
    good: { 'src/a.ts': 'export const a = (x: unknown) => x;\n' },
    bad: { 'src/a.ts': 'export const a = (x: any) => x;\n' },
    says: /no-explicit-any/,
  },
  {
    gate: 'types',
    rule: 'types hold',
    good: { 'src/a.ts': 'export const a: number = 1;\n' },
    bad: { 'src/a.ts': "export const a: number = 'x';\n" },
    says: /TS2322/,
  },
  {
    gate: 'dead code',
    rule: 'no export that nobody imports',
    good: {
      'package.json': manifest,
      'knip.json': knip,
      'src/main.ts': "import { a } from './a.ts';\n\nconsole.log(a);\n",
      'src/a.ts': 'export const a = 1;\n',
    },
    bad: {
      'package.json': manifest,
      'knip.json': knip,
      'src/main.ts': "import { a } from './a.ts';\n\nconsole.log(a);\n",
      'src/a.ts': 'export const a = 1;\nexport const dead = 2;\n',
    },
    says: /dead/,
  },
  {
    gate: 'generated files',
    rule: 'generated files are current',
    good: { 'build/x.gen.ts': generator, 'made.txt': 'new\n' },
    bad: { 'build/x.gen.ts': generator, 'made.txt': 'old\n' },
    says: /made\.txt is stale/,
  },
  {
    gate: 'start path',
    rule: 'the start path does not reach zod',
    good: { 'src/main.ts': "import './a.ts';\n", 'src/a.ts': "console.log(await import('zod'));\n" },
    bad: { 'src/main.ts': "import './a.ts';\n", 'src/a.ts': "import { z } from 'zod';\nconsole.log(z);\n" },
    says: /src\/main\.ts → src\/a\.ts → zod/,
  },
  {
    gate: 'start path',
    rule: 'nor through a package',
    good: { 'src/main.ts': "import picomatch from 'picomatch';\nconsole.log(picomatch);\n" },
    bad: { 'src/main.ts': "import { server } from '@modelcontextprotocol/server';\nconsole.log(server);\n" },
    says: /→ @modelcontextprotocol\/server/,
  },
  {
    gate: 'start path',
    rule: 'nor a slow built-in module',
    good: { 'src/main.ts': "console.log(process.getBuiltinModule('node:crypto'));\n" },
    bad: { 'src/main.ts': "import { randomUUID } from 'node:crypto';\nconsole.log(randomUUID());\n" },
    says: /src\/main\.ts → node:crypto/,
  },
];

const layerBreaks: { rule: string; file: string; code: string; says: RegExp }[] = [
  {
    rule: 'domain ← store',
    file: 'src/domain/a.ts',
    code: "import { x } from '../store/port.ts';",
    says: /domain may import only domain/,
  },
  {
    rule: 'types count too',
    file: 'src/domain/a.ts',
    code: "import type { X } from '../store/port.ts';",
    says: /may import only/,
  },
  {
    rule: 'dynamic imports count too',
    file: 'src/store/a.ts',
    code: "await import('../operations/index.ts');",
    says: /store may import only/,
  },
  {
    rule: 'operations ← surfaces',
    file: 'src/operations/a.ts',
    code: "export * from '../surfaces/cli/a.ts';",
    says: /operations may import only/,
  },
  {
    rule: 'engines and surfaces stand apart',
    file: 'src/engines/a.ts',
    code: "import '../surfaces/cli/a.ts';",
    says: /engines may import only/,
  },
  {
    rule: 'nor the other way',
    file: 'src/surfaces/cli/a.ts',
    code: "import '../../engines/a.ts';",
    says: /surfaces may import only/,
  },
  {
    rule: 'one file picks an adapter',
    file: 'src/surfaces/cli/a.ts',
    code: "import '../../store/sqlite.ts';",
    says: /picks an adapter/,
  },
  {
    rule: 'Bun at the edge',
    file: 'src/store/a.ts',
    code: "import { x } from 'bun:sqlite';",
    says: /imports bun:sqlite/,
  },
  {
    rule: 'the Bun global too',
    file: 'src/surfaces/cli/a.ts',
    code: "Bun.spawn(['x']);",
    says: /uses Bun\.spawn/,
  },
  {
    rule: 'no clock below the root',
    file: 'src/domain/a.ts',
    code: 'const t = Date.now();',
    says: /uses Date\.now/,
  },
  {
    rule: 'no date either',
    file: 'src/store/a.ts',
    code: 'const t = new Date();',
    says: /uses new Date\(\)/,
  },
  {
    rule: 'no randomness',
    file: 'src/operations/a.ts',
    code: 'const r = Math.random();',
    says: /uses Math\.random/,
  },
  {
    rule: 'no settings',
    file: 'src/store/a.ts',
    code: 'const e = process.env.HOME;',
    says: /uses process\.env/,
  },
  {
    rule: 'the domain does no I/O',
    file: 'src/domain/a.ts',
    code: "import { x } from 'node:fs';",
    says: /the domain is pure/,
  },
  {
    rule: 'a page runs nothing of the program but the client',
    file: 'web/a.ts',
    code: "import { x } from '../src/domain/a.ts';",
    says: /a page may import only/,
  },
  {
    rule: 'the program takes nothing of the page',
    file: 'src/surfaces/cli/a.ts',
    code: "import { x } from '../../../web/a.ts';",
    says: /the page is built apart/,
  },
];

describe('each gate fails on a project that breaks its rule', () => {
  for (const { gate, rule, good, bad, says } of cases) {
    test(`${gate}: ${rule}`, () => {
      expect(judge(gate, good)).toMatchObject({ passes: true });
      const { passes, output } = judge(gate, bad);
      expect(passes).toBe(false);
      expect(output).toMatch(says);
    });
  }
});

describe('the layers gate', () => {
  test('passes what the dependency rule allows, and comments', () => {
    const allowed = {
      'src/shoal.ts': "import './store/sqlite.ts';\nBun.spawn(['x']);\n",
      'src/domain/a.ts': '// Date.now() is not called here\nexport const a = 1;\n',
      'src/store/sqlite.ts': "import { a } from '../domain/a.ts';\nimport './port.ts';\n",
      'src/operations/a.ts': "import { a } from '../domain/a.ts';\nimport '../store/port.ts';\n",
      'src/surfaces/cli/a.ts': "import { a } from '../../operations/a.ts';\nimport '../../shoal.ts';\n",
      'web/a.ts': "import type { A } from '../src/domain/a.ts';\nimport { b } from '../src/client/b.ts';\n",
    };
    expect(judge('layers', allowed)).toEqual({ passes: true, output: '' });
  });

  test('fails when it sees no file at all', () => {
    expect(judge('layers', { 'readme.txt': '' })).toMatchObject({ passes: false });
  });

  for (const { rule, file, code, says } of layerBreaks) {
    test(`refuses: ${rule}`, () => {
      const { passes, output } = judge('layers', { [file]: `${code}\n` });
      expect(passes).toBe(false);
      expect(output).toMatch(says);
    });
  }
});

describe('the count of tests', () => {
  const suite = join(root, 'scripts/lib/suite.mjs');

  function count(files: Files, args: readonly string[] = []) {
    const folder = project(files);
    const code = `import { conclude, runTests } from ${JSON.stringify(suite)};
      conclude([runTests(['test'], { base: ${JSON.stringify(folder)}, args: ${JSON.stringify(args)} })]);`;
    const { status, stdout } = spawnSync('node', ['--input-type=module', '-e', code], { encoding: 'utf8' });
    const lines = stdout.trimEnd().split('\n');
    return {
      status,
      last: lines.at(-1),
      failed: lines.filter((line) => line.startsWith('FAILED ')),
      end: stdout.slice(-4_000),
      skipped: lines.filter((line) => line.startsWith('SKIPPED: ')),
    };
  }
  const head = "import { expect, test } from 'bun:test';\n";
  const pass = "test('a', () => { expect(1).toBe(1); });\n";

  test('counts passed, failed and skipped tests', () => {
    const files = { 'test/a.test.ts': `${head}${pass}test.skip('b', () => {});\n` };
    expect(count(files)).toMatchObject({ status: 0, last: '1 passed, 0 failed, 1 skipped' });
    const failing = { 'test/a.test.ts': `${head}${pass}test('c', () => { expect(1).toBe(2); });\n` };
    expect(count(failing)).toMatchObject({
      status: 1,
      last: '1 passed, 1 failed',
      failed: ['FAILED 1: test/a.test.ts > c'],
    });
  });

  test('the end of the log names every failed test, and says of each how it begins and ends', () => {
    const names = Array.from({ length: 10 }, (_, at) => `number ${at} does what its long enough name says`);
    const failing = names.map(
      (name) => `test('${name}', () => { throw new Error('begins ' + 'x'.repeat(5_000) + ' ends'); });\n`,
    );
    const { end, failed } = count({ 'test/a.test.ts': head + failing.join('') });
    expect(failed).toEqual(names.map((name, at) => `FAILED ${at + 1}: test/a.test.ts > ${name}`));
    for (const line of failed) expect(end).toContain(line);
    expect(end.match(/begins x+ … x+ ends/g)).toHaveLength(10);
  });

  test('so many failures that only their names have room are still all named', () => {
    const failing = Array.from(
      { length: 60 },
      (_, at) => `test('no ${at}', () => expect(${at}).toBe(-1));\n`,
    );
    const { end, failed } = count({ 'test/a.test.ts': head + failing.join('') });
    expect(failed).toHaveLength(60);
    for (const line of failed) expect(end).toContain(line);
  });

  test('says which tests were skipped', () => {
    const files = { 'test/a.test.ts': `${head}${pass}test.skip('b: "x" & <y>', () => {});\n` };
    expect(count(files).skipped).toEqual(['SKIPPED: b: "x" & <y>']);
  });

  // Bun's own limit is 5 s, which a loaded machine reaches.
  test('gives a test more than five seconds', () => {
    const slow = "test('slow', () => Bun.sleep(5_200));\n";
    expect(count({ 'test/a.test.ts': `${head}${slow}` })).toMatchObject({
      status: 0,
      last: '1 passed, 0 failed',
    });
  });

  test('a test file that is in no group ends the run', () => {
    const folder = project({ 'test/a/a.test.ts': pass, 'test/b/b.test.ts': pass, 'src/c.ts': '' });
    const run = (folders: readonly string[]) => {
      const code = `import { requireAll } from ${JSON.stringify(suite)};
        requireAll(${JSON.stringify(folders)}, ${JSON.stringify(folder)});`;
      return spawnSync('node', ['--input-type=module', '-e', code], { encoding: 'utf8' });
    };
    expect(run(['src', 'test/a', 'test/b']).status).toBe(0);
    const { status, stderr } = run(['src', 'test/a']);
    expect(status).not.toBe(0);
    expect(stderr).toContain('in no group of scripts/test.mjs: test/b/b.test.ts');
  });

  test('a group that crashes is a failure', () => {
    expect(count({ 'test/a.test.ts': `${head}test('a', () => process.exit(7));\n` })).toMatchObject({
      status: 1,
      last: '0 passed, 1 failed',
    });
  });

  test('a file that cannot be loaded is a failure, beside one that can', () => {
    const files = { 'test/a.test.ts': `${head}${pass}`, 'test/b.test.ts': "import './none.ts';\n" };
    const failed = ['FAILED 1: test/b.test.ts'];
    expect(count(files)).toMatchObject({ status: 1, last: '1 passed, 1 failed', failed });
    const failing = "test('c', () => { expect(1).toBe(2); });\n";
    expect(count({ ...files, 'test/a.test.ts': `${head}${failing}` })).toMatchObject({
      last: '0 passed, 2 failed',
      failed: ['FAILED 1: test/a.test.ts > c', 'FAILED 2: test/b.test.ts'],
    });
  });

  test('files run side by side are counted as one after another; one that crashes takes no other along', () => {
    const files = {
      'test/a.test.ts': `${head}${pass}test('c', () => { expect(1).toBe(2); });\n`,
      'test/b.test.ts': `${head}test('b', () => process.exit(7));\n`,
      'test/c.test.ts': `${head}${pass}test.skip('b', () => {});\n`,
      'test/d.test.ts': "import './none.ts';\n",
    };
    const { status, last, failed } = count(files, ['--parallel=2']);
    expect({ status, last }).toEqual({ status: 1, last: '2 passed, 3 failed, 1 skipped' });
    expect(failed.map((line) => line.replace(/^FAILED \d: /, '')).toSorted()).toEqual([
      'test/a.test.ts > c',
      'test/b.test.ts > (worker crashed)',
      'test/d.test.ts',
    ]);
  });

  test('no test executed is a failure', () => {
    expect(count({ 'test/a.txt': '' })).toMatchObject({ status: 1, last: '0 passed, 1 failed' });
  });
});
