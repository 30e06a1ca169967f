import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { createProject, type Project } from '../support/program.ts';

let project: Project;
let env: Readonly<Record<string, string>>;
let bin: string;

beforeEach(() => {
  project = createProject();
  const around = join(project.dir, '..');
  bin = join(around, 'bin');
  for (const folder of [bin, join(around, 'home')]) mkdirSync(folder);
  env = { PATH: `${bin}:/usr/bin:/bin`, HOME: join(around, 'home'), XDG_DATA_HOME: join(around, 'data') };
});
afterEach(() => project[Symbol.dispose]());

const file = () => join(project.dir, '.shoal/pipelines/default.yaml');
const init = (answer: string, ...typed: string[]) =>
  atTerminal(['init'], { cwd: project.dir, env, answer, typed });

const good =
  'description: From a model\nagents:\n  - { id: a, runtime: claude, system_prompt: "Do {{ input }}" }\n';

/** A harness that answers with each of these in turn, and keeps what it was asked. */
function harness(name: string, ...answers: string[]): void {
  answers.forEach((answer, index) => writeFileSync(join(bin, `answer.${index}`), answer));
  const script = `#!/bin/sh
[ "$1" = --version ] && { echo 1.0.0; exit; }
n=$(cat '${bin}/n' 2>/dev/null || echo 0)
cat > "${bin}/asked.$n"; echo "$@" > '${bin}/args'; echo $((n+1)) > '${bin}/n'
cat "${bin}/answer.$n"
`;
  writeFileSync(join(bin, name), script);
  chmodSync(join(bin, name), 0o755);
}

describe('`shoal init` and pipelines', () => {
  test('nothing is asked, said or written without a terminal', async () => {
    const { stdout } = await project.run(['init'], { env });
    expect(stdout).not.toContain('pipeline');
    expect(existsSync(file())).toBe(false);
  });

  test('at one it is offered, and no is what Enter means', async () => {
    const { code, stdout } = await init('');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Begin with one now?')]);
    expect(existsSync(file())).toBe(false);
  });

  test('a template, told with a line each', async () => {
    const { stdout } = await init('y', 'code-review');
    for (const word of ['triage', 'An incident goes to', 'pull NAME', 'write TEXT', 'shoal run'])
      expect(stdout).toContain(word);
    expect(readFileSync(file(), 'utf8')).toContain('name: code-review');
  });

  test('Enter alone takes the plain one; what is not there is said, and init is done all the same', async () => {
    await init('y');
    expect(readFileSync(file(), 'utf8')).toContain('name: plan');
    using other = createProject();
    const { code, stdout } = await atTerminal(['init'], {
      cwd: other.dir,
      env,
      answer: 'y',
      typed: ['nope'],
    });
    expect([code, stdout]).toEqual([0, expect.stringContaining('There is no template "nope".')]);
    expect(stdout).toContain('is now a workspace');
  });

  test('pulled', async () => {
    using other = createProject();
    await other.run(['init'], { env });
    const me = { ...env, ...(await other.agent('me')) };
    await other.run(['pipeline', 'create', 'team', '--template', 'content'], { env: me });
    await other.json(['publish', 'team', '--local'], { env: me });
    const { stdout } = await init('y', 'pull team');
    expect(stdout).toContain('writer: claude, reads only');
    expect(existsSync(join(project.dir, '.shoal/pipelines/team.yaml'))).toBe(true);
    expect(existsSync(join(project.dir, '.shoal/pipelines.lock.json'))).toBe(true);
  });

  test('written by a model, which is asked once more for what is not sound', async () => {
    await project.run(['init'], { env });
    harness(
      'claude',
      'Here it is:\n```yaml\nagents:\n  - { id: a, runtime: cloud, handoffs: [{ to: b }] }\n```\n',
      `Sure!\n\n${good}`,
    );
    const { code, stdout } = await atTerminal(
      ['pipeline', 'create', 'mine', '--ai', 'One agent who does it'],
      { cwd: project.dir, env },
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining('.shoal/pipelines/mine.yaml')]);
    expect(readFileSync(join(project.dir, '.shoal/pipelines/mine.yaml'), 'utf8')).toBe(good);
    expect(readFileSync(join(bin, 'asked.0'), 'utf8')).toContain('One agent who does it');
    expect(readFileSync(join(bin, 'asked.1'), 'utf8')).toContain('a hands over to "b", which is no agent');
    expect(readFileSync(join(bin, 'args'), 'utf8').trim()).toBe('-p --output-format text');
  });

  test('what no model gets right is an error, and nothing is written; an agent asks no model', async () => {
    await project.run(['init'], { env });
    const unsound =
      'agents:\n  - { id: one, runtime: codex, handoffs: [{ to: tow }] }\n  - { id: two, runtime: codex }\n';
    harness('codex', 'no idea', unsound);
    const create = ['pipeline', 'create', 'mine', '--ai', 'x'];
    const { code, stdout } = await atTerminal(create, { cwd: project.dir, env });
    expect([code, stdout]).toEqual([2, expect.stringContaining('What the model wrote is not sound')]);
    expect(stdout).toMatch(/did you mean two\?\r?\n/);
    expect(existsSync(join(project.dir, '.shoal/pipelines/mine.yaml'))).toBe(false);
    const me = { ...env, ...(await project.agent('me')) };
    expect(await project.json(create, { env: me, code: 6 })).toMatchObject({
      error: { code: 'NOT_ALLOWED' },
    });
  });
});

describe('parameters with a question', () => {
  const yaml = `params:
  base: { default: main, prompt: Which branch?, auto_detect: "Main branch?", description: To compare with }
  model: plain
  path: { required: true, prompt: Which path? }
agents:
  - { id: a, runtime: echo, system_prompt: "\${{ params.base }} \${{ params.model }} \${{ params.path }} {{ input }}" }
`;
  const profiles = { echo: { harness: 'command', command: ['sh', '-c', 'tail -n 1'] } };

  beforeEach(async () => {
    writeFileSync(join(project.dir, 'shoal.yaml'), JSON.stringify({ profiles }));
    await project.run(['init'], { env });
    mkdirSync(join(project.dir, '.shoal/pipelines'));
    writeFileSync(file(), yaml);
  });
  afterEach(() => project.run(['serve', 'stop']).then(() => undefined));

  const run = (words: readonly string[], typed: readonly string[] = []) =>
    atTerminal(['run', 'go', ...words], { cwd: project.dir, env, typed, answer: 'y' });

  test('are asked at a terminal; Enter is the default; what is given is not asked', async () => {
    const { stdout } = await run(['-p', 'path=src'], ['']);
    expect(stdout).toContain('Which branch? (main) > ');
    expect(stdout).not.toContain('Which path?');
    expect(stdout).toContain('main plain src go');
  });

  test('a flag goes before a file, a file before an answer, an answer before the default', async () => {
    writeFileSync(join(project.dir, '.shoal/pipelines/params.yaml'), 'base: of-file\nmodel: of-file\n');
    const { stdout } = await run(['-p', 'model=of-flag'], ['of-answer']);
    expect(stdout).not.toContain('Which branch?');
    expect(stdout).toContain('of-file of-flag of-answer go');
  });

  test('a model may be asked to find out, and is believed when the person says so', async () => {
    harness('claude', 'develop\n');
    const { stdout } = await run(['-p', 'path=src'], ['!']);
    expect(readFileSync(join(bin, 'asked.0'), 'utf8')).toBe('Main branch?');
    expect(stdout).toContain('develop plain src go');
  });

  test('without a terminal what is needed and missing is an error that names it', async () => {
    expect(await project.json(['run', 'start', 'go'], { env, code: 2 })).toMatchObject({
      error: { code: 'INVALID_INPUT', message: 'default needs path.' },
    });
  });
});
