import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

const page = readFileSync(join(import.meta.dir, '../../docs/guide/pipelines.md'), 'utf8');
/** Files of the page by their path, and its command lines, in the order of the page. */
const files = [...page.matchAll(/^```yaml\n# (\S+)\n([\s\S]+?)^```/gm)].map(([, path = '', text = '']) => ({
  path,
  text,
}));
const lines = [...page.matchAll(/^```sh\n([\s\S]+?)^```/gm)].flatMap(([, text = '']) =>
  text.trim().split('\n'),
);

const says = (text: string) => ['sh', '-c', `cat >/dev/null; printf '${text}'`];
const answer = 'It is done.\\nseverity: low\\nCHUNK_DONE: C-001\\nCHUNK_DONE: C-002\\n\\nVOTE: AGREE\\n';
const profiles = {
  claude: { harness: 'command', command: says(answer) },
  codex: { harness: 'command', command: says(answer) },
  gemini: { harness: 'command', command: says('{"decision": "approved", "reason": "fine"}\\n') },
};

let project: Project;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  project = createProject();
  const around = join(project.dir, '..');
  for (const folder of ['bin', 'home']) mkdirSync(join(around, folder));
  symlinkSync(program, join(around, 'bin/shoal'));
  env = { PATH: `${join(around, 'bin')}:${cleanEnvironment()['PATH'] ?? ''}`, HOME: join(around, 'home') };
  writeFileSync(join(project.dir, 'shoal.yaml'), JSON.stringify({ profiles }));
  await project.run(['init'], { env });
  for (const { path, text } of files) {
    mkdirSync(join(project.dir, dirname(path)), { recursive: true });
    writeFileSync(join(project.dir, path), text);
  }
});

afterAll(async () => {
  await project.run(['serve', 'stop']);
  project[Symbol.dispose]();
});

describe('docs/guide/pipelines.md', () => {
  test('has five files and every command that it speaks of', () => {
    expect(files.map(({ path }) => path)).toHaveLength(5);
    expect(lines.every((line) => line.startsWith('shoal '))).toBe(true);
    expect(lines).toHaveLength(20);
  });

  test.each(files)('$path is sound, without a warning', async ({ path }) => {
    const { code, stdout } = await project.run(['validate', path, '--strict'], { env });
    expect([code, stdout]).toEqual([0, expect.stringContaining('is sound')]);
  });

  test.each(lines)('%s', async (line) => {
    const { code, stdout } = await atTerminal(['-c', line], {
      cwd: project.dir,
      env,
      program: '/bin/bash',
      answer: 'n',
    });
    const waits = line.startsWith('shoal run "Build the shop"');
    expect([line, code, stdout]).toEqual([line, waits ? 5 : 0, stdout]);
  });

  test('what ran on it came to its end', async () => {
    const runs = (await project.json(['runs'], { env })) as readonly { title: string; state: string }[];
    expect(runs.filter(({ state }) => state !== 'completed')).toEqual([]);
  });
});
