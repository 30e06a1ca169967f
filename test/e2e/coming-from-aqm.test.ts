import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

const page = readFileSync(join(import.meta.dir, '../../docs/guide/coming-from-aqm.md'), 'utf8');
/** Rows of the page: aqm's line and ours. */
const rows = [...page.matchAll(/^\| `(aqm .+?)` \| `(.+?)` \|/gm)].map(
  ([, theirs = '', ours = '']) => [theirs, ours] as const,
);

/** Waits for a person; the others complete. */
const waiting = /^shoal (run "Add (JWT|logout|roles|a page)|run "Review|reject|fix|restart)/;

const says = (text: string) => ['sh', '-c', `cat >/dev/null; printf '${text}'`];
const profiles = {
  claude: { harness: 'command', command: says('Done.\\n\\nVOTE: AGREE\\n') },
  gemini: { harness: 'command', command: says('Looked at it.\\n\\nVOTE: AGREE\\n') },
};

const agentsYaml = `apiVersion: aqm/v0.1
params:
  model: claude-sonnet-4-20250514
agents:
- id: planner
  runtime: gemini
  model: gemini-2.5-flash
  system_prompt: "Plan: {{ input }}"
  handoffs: [{ to: build_session }]
- id: build_session
  type: session
  participants: [pm, dev]
  chunks:
    enabled: true
    initial:
    - "Set up project structure"
    - "Implement auth flow"
    - "Add unit tests"
  handoffs: [{ to: reviewer }]
- { id: pm, runtime: claude, system_prompt: "{{ input }} {{ transcript }}" }
- { id: dev, runtime: claude, system_prompt: "{{ input }} {{ transcript }} {{ chunks }}" }
- id: reviewer
  runtime: gemini
  system_prompt: "Review: {{ input }}"
  gate:
    type: human
  handoffs:
  - { to: "qa, docs", condition: on_approve }
  - { to: planner, condition: on_reject, payload: "{{ reject_reason }}" }
- { id: qa, runtime: claude, model: "\${{ params.model }}", system_prompt: "Test: {{ input }}" }
- { id: docs, runtime: claude, system_prompt: "Document: {{ input }}" }
`;

const askYaml = `agents:
- { id: asker, runtime: claude, human_input: before, system_prompt: "{{ input }}" }
`;

let project: Project;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  project = createProject();
  const around = join(project.dir, '..');
  for (const folder of ['bin', 'home', 'project/.aqm/pipelines'])
    mkdirSync(join(around, folder), { recursive: true });
  symlinkSync(program, join(around, 'bin/shoal'));
  env = {
    PATH: `${join(around, 'bin')}:${cleanEnvironment()['PATH'] ?? ''}`,
    HOME: join(around, 'home'),
    EDITOR: 'true',
  };
  writeFileSync(join(project.dir, '.aqm/agents.yaml'), agentsYaml);
  writeFileSync(join(project.dir, '.aqm/pipelines/ask.yaml'), askYaml);
  writeFileSync(join(project.dir, 'shoal.yaml'), JSON.stringify({ profiles }));
  await line('git init -q && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m first');
});

afterAll(async () => {
  await project.run(['serve', 'stop']);
  project[Symbol.dispose]();
});

function line(text: string) {
  return atTerminal(['-c', text], { cwd: project.dir, env, program: '/bin/bash', answer: 'n' });
}

describe('every line of docs/guide/coming-from-aqm.md', () => {
  test('there are as many as aqm documents', () => {
    expect(rows.length).toBe(46);
  });

  for (const [theirs, ours] of rows)
    test(ours, async () => {
      const same = theirs
        .replace(/^aqm/, 'shoal')
        .replace('T-ABC123', 'ID')
        .replace(/--template$/, '--template feature');
      expect(ours.replace(/\br\d\b/, 'ID')).toBe(same);
      if (ours === 'shoal serve') return serves();
      const { code, stdout } = await line(ours);
      expect([ours, code, stdout]).toEqual([ours, waiting.test(ours) ? 5 : 0, stdout]);
      expect(stdout).not.toBe('');
    });
});

/** Until it says where; then it is stopped, as by Ctrl-C. */
async function serves(): Promise<void> {
  const child = Bun.spawn([program, 'serve'], {
    cwd: project.dir,
    env: { ...cleanEnvironment(), ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const decoder = new TextDecoder();
  let said = '';
  for await (const part of child.stdout) {
    said += decoder.decode(part, { stream: true });
    if (said.includes('http://')) break;
  }
  child.kill('SIGINT');
  expect([said, [0, 130].includes(await child.exited)]).toEqual([expect.stringContaining('http://'), true]);
}
