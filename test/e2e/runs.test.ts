import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly why: string | null;
  readonly stages: number;
  readonly waitsFor: string | null;
  readonly parent: string | null;
  readonly runKind: string;
  readonly directory: string;
  readonly branch: string | null;
  readonly worktree: string | null;
  readonly input: string;
  readonly priority: number;
  readonly requests: readonly string[];
  readonly result: string | null;
  readonly steps: readonly {
    readonly id: string;
    readonly node: string;
    readonly kind: string;
    readonly state: string;
    readonly stage: number | null;
  }[];
}

/** Agents are one program each: what they are given comes on standard input. */
const agents = `
profiles:
  say: { harness: command, command: [sh, -c, 'cat > given; echo "it is done"'], permission: full }
  quote: { harness: command, command: [sh, -c, 'tail -n 3'], permission: full }
  once: { harness: command, command: [sh, -c, 'cat > /dev/null; if [ -e ok ]; then echo "now it works"; else echo "no ok here" >&2; exit 3; fi'], permission: full }
  refuse: { harness: command, command: [sh, -c, 'cat > /dev/null; echo "{\\"decision\\": \\"rejected\\", \\"reason\\": \\"no tests\\"}"'], permission: full }
  wait: { harness: command, command: [sh, -c, 'cat > /dev/null; echo $$ > pid; until [ -e go ]; do sleep 0.02; done; echo "it went"'], permission: full }
  ask: { harness: command, command: [sh, -c, 'if grep -q RS256; then echo "with RS256"; else echo "HUMAN_INPUT: Which algorithm?"; fi'], permission: full }
  agree: { harness: command, command: [sh, -c, 'cat > /dev/null; echo "VOTE: AGREE"'], permission: full }
  talk: { harness: command, command: [sh, -c, 'cat > talked; until [ -e go ]; do sleep 0.02; done; echo "VOTE: AGREE"'], permission: full }
  heard: { harness: command, command: [sh, -c, 'cat > /dev/null; echo "hear me"; until [ -e heard ]; do sleep 0.02; done; echo "thank you"'], permission: full }
  later: { harness: command, command: [sh, -c, 'cat > /dev/null; until [ -e go2 ]; do sleep 0.02; done; echo "later"'], permission: full }
  both: { harness: command, command: [sh, -c, 'cat > /dev/null; printf "%s-a " "$0"; sleep 0.05; printf "%s-b\\n" "$0"', x], permission: full }
`;

const pipelines: Readonly<Record<string, string>> = {
  default: `
agents:
  - { id: plan, runtime: say, system_prompt: "Plan: {{ input }}", handoffs: [{ to: dev, task: build }] }
  - { id: dev, runtime: say, system_prompt: "Do: {{ input }}" }
`,
  quiet: `
agents:
  - { id: one, runtime: agree, system_prompt: "{{ input }}" }
`,
  gated: `
agents:
  - id: dev
    runtime: say
    system_prompt: "Do: {{ input }}"
    gate: { type: human, prompt: good? }
    handoffs: [{ to: doc, condition: on_approve }, { to: dev, condition: on_reject, payload: "again because {{ reject_reason }}" }]
  - { id: doc, runtime: say, system_prompt: "Document: {{ input }}" }
`,
  broken: `
agents:
  - { id: plan, runtime: say, system_prompt: "Plan: {{ input }}", handoffs: [{ to: dev }] }
  - { id: dev, runtime: once, system_prompt: "Do: {{ input }}", handoffs: [{ to: doc }] }
  - { id: doc, runtime: say, system_prompt: "Document: {{ input }}" }
`,
  refused: `
agents:
  - { id: dev, runtime: say, system_prompt: "Do: {{ input }}", gate: { type: llm, runtime: refuse, max_retries: 1 }, handoffs: [{ to: dev, condition: on_reject }] }
`,
  slow: `
agents:
  - { id: dev, runtime: wait, system_prompt: "Do: {{ input }}", handoffs: [{ to: doc }] }
  - { id: doc, runtime: say, system_prompt: "Document: {{ input }}" }
`,
  endless: `
limits: { calls: 3 }
agents:
  - { id: a, runtime: say, system_prompt: "{{ input }}", handoffs: [{ to: b }] }
  - { id: b, runtime: say, system_prompt: "{{ input }}", handoffs: [{ to: a }] }
`,
  asking: `
agents:
  - { id: dev, runtime: ask, system_prompt: "Do: {{ input }}", human_input: on_demand }
`,
  meeting: `
agents:
  - { id: meet, type: session, participants: [a, b], max_rounds: 3, chunks: { initial: [first, second] } }
  - { id: a, runtime: talk, system_prompt: "{{ input }}" }
  - { id: b, runtime: agree, system_prompt: "{{ input }}" }
`,
  talking: `
agents:
  - { id: a, runtime: heard, system_prompt: "{{ input }}" }
`,
  talking2: `
agents:
  - { id: first, runtime: say, system_prompt: "{{ input }}", handoffs: [{ to: second }] }
  - { id: second, runtime: later, system_prompt: "{{ input }}" }
`,
  fan: `
agents:
  - { id: start, runtime: say, system_prompt: "{{ input }}", handoffs: [{ to: "f, g" }] }
  - { id: f, runtime: both, system_prompt: "{{ input }}" }
  - { id: g, runtime: both, system_prompt: "{{ input }}" }
`,
};

describe('runs, through the built program', () => {
  let project: Project;

  beforeAll(async () => {
    project = createProject();
    for (const args of [
      ['init', '-q'],
      ['-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-q', '--allow-empty', '-m', 'x'],
    ])
      await Bun.spawn(['git', ...args], { cwd: project.dir }).exited;
    await project.json(['init']);
    writeFileSync(join(project.dir, 'shoal.yaml'), agents);
    mkdirSync(join(project.dir, '.shoal/pipelines'));
    for (const [name, text] of Object.entries(pipelines))
      writeFileSync(join(project.dir, `.shoal/pipelines/${name}.yaml`), text);
  });
  /** A run that waits would keep those of the next test waiting. */
  afterEach(async () => {
    const runs = (await project.json(['runs'])) as readonly Shown[];
    for (const { id, state } of runs)
      if (['queued', 'running', 'waiting'].includes(state)) await person('cancel', id);
  });
  afterAll(async () => {
    await project.run(['serve', 'stop']);
    project[Symbol.dispose]();
  });

  const person = (...args: readonly string[]) =>
    atTerminal(args, { cwd: project.dir, env: { NO_COLOR: '1' } });
  const show = (id: string) => project.json(['show', id]) as Promise<Shown>;
  const file = (name: string) => join(project.dir, name);

  async function start(pipeline: string, text = 'Add a login', code = 0) {
    const ran = await project.run(['run', text, '--pipeline', pipeline]);
    expect([ran.code, ran.stderr]).toEqual([code, '']);
    const id = /^✓ (r\d+)/.exec(ran.stdout)?.[1] ?? '';
    return { id, out: ran.stdout };
  }

  /** Starts it and answers at once. */
  async function begin(pipeline: string, ...more: readonly string[]): Promise<string> {
    const run = (await project.json([
      'run',
      'Add a login',
      '--pipeline',
      pipeline,
      '--detach',
      ...more,
    ])) as Shown;
    return run.id;
  }

  /** Follows the run until a look at it says so. */
  async function until(id: string, isSo: (run: Shown) => boolean): Promise<Shown> {
    for (;;) {
      const now = await show(id);
      if (isSo(now)) return now;
    }
  }

  test('a completed run is shown with its stages, result, tokens and context, and exits 0', async () => {
    const { id, out } = await start('default');
    expect(out).toContain('✓ stage 1  plan → it is done');
    expect(out.match(/● plan/g)).toHaveLength(1);
    expect(out).toContain(`✓ completed ${id}`);
    const shown = await project.run(['show', id]);
    expect(shown.stdout).toMatch(/x\d+ +1 +plan +done/);
    expect(shown.stdout).toContain('result of dev\n    it is done');
    expect((await project.run(['status', id])).stdout).toBe(shown.stdout);
    const tokens = await project.run(['show', id, '--tokens']);
    expect(tokens.stdout).toMatch(/plan +~\d+ +~\d+ +~0 +~0 +unknown/);
    expect(tokens.stdout).toMatch(/total/);
    const context = await project.run(['context', id]);
    expect(context.stdout).toContain('## [stage 2] dev — build');
    expect(context.stdout).toContain('### Input');
    const step = (await show(id)).steps[0]?.id ?? '';
    expect((await project.run(['show', step])).stdout).toContain('output\n    it is done');
    expect((await project.run(['runs'])).stdout).toContain(`${id}  completed`);
    expect((await project.run(['list', '--filter', 'completed'])).stdout).toContain(id);
    expect((await project.run(['list', '--filter', 'in_progress'])).stdout).toBe('No runs.\n');
    expect((await project.run(['list', '--filter', 'ready'])).stdout).toBe('No tasks.\n');
  });

  test('the files of a run have the names that aqm gives them, and are private', async () => {
    const { id } = await start('default');
    const folder = file(`.shoal/runs/${id}`);
    expect(readFileSync(join(folder, 'context.md'), 'utf8')).toContain('stage 2');
    expect(readdirSync(folder).toSorted()).toEqual([
      'agent_dev.md',
      'agent_plan.md',
      'context.md',
      'current_payload.md',
    ]);
    expect(readFileSync(join(folder, 'current_payload.md'), 'utf8')).toBe('it is done\n');
    expect(statSync(join(folder, 'context.md')).mode & 0o777).toBe(0o600);
  });

  test('a person approves: the run goes on, is shown, and the exit code is how it ended', async () => {
    const { id, out } = await start('gated', 'Add a login', 5);
    expect(out).toContain(`shoal approve ${id}`);
    expect((await project.run(['list', '--filter', 'awaiting_gate'])).stdout).toContain(id);
    const script = await project.run(['approve', id]);
    expect(script.code).toBe(6);
    const rejected = await person('reject', id, '-r', 'no tests');
    expect([rejected.code, rejected.stdout.includes('gate of dev  rejected: no tests')]).toEqual([5, true]);
    const approved = await person('approve', id, '-r', 'fine now');
    expect([approved.code, approved.stdout.includes(`completed ${id}`)]).toEqual([0, true]);
    expect((await project.run(['context', id])).stdout).toContain('again because no tests');
    const again = await person('approve', id);
    expect([again.code, again.stdout]).toEqual([4, expect.stringContaining(`${id} is completed`)]);
  });

  test('each end has its exit code and its reason', async () => {
    const failed = await start('broken', 'x', 8);
    expect(failed.out).toContain('dev: ');
    expect((await show(failed.id)).state).toBe('failed');
    const refused = await start('refused', 'x', 6);
    expect((await show(refused.id)).why).toContain('no tests');
    const limited = await start('endless', 'x', 7);
    expect((await show(limited.id)).why).toContain('3 calls');
    const missing = await project.run(['show', 'r999']);
    expect([missing.code, missing.stderr.split('\n')[0]]).toEqual([1, 'There is no run r999.']);
    const help = await project.run(['help', 'run']);
    expect(help.stdout).toContain('0 completed, 4 cancelled');
  });

  test('a restart keeps the finished stages and does the others', async () => {
    const { id } = await start('broken', 'x', 8);
    writeFileSync(file('ok'), '');
    const restarted = await project.run(['restart', id]);
    expect(restarted.code).toBe(0);
    const newId = /^✓ (r\d+)/.exec(restarted.stdout)?.[1] ?? '';
    const now = await show(newId);
    expect([now.runKind, now.parent, now.stages]).toEqual(['restart', id, 3]);
    expect(now.steps.map(({ node, state }) => `${node} ${state}`)).toEqual([
      'plan done',
      'dev done',
      'doc done',
    ]);
    expect(restarted.stdout).not.toContain('● plan');
    const third = await project.run(['restart', newId, '--from-stage', '3', '--detach', '--json']);
    expect((JSON.parse(third.stdout) as Shown).parent).toBe(newId);
    const tooLate = await project.run(['restart', newId, '--from-stage', '9']);
    expect([tooLate.code, tooLate.stderr.split('\n')[0]]).toEqual([2, `${newId} has 3 stages, not 9.`]);
    await until((JSON.parse(third.stdout) as Shown).id, ({ state }) => state === 'completed');
  });

  test('a fix is told what the run before was asked for and did', async () => {
    const { id } = await start('default', 'Add a login');
    const fixed = await project.run(['fix', id, 'The page is blank']);
    expect(fixed.code).toBe(0);
    const run = await show(/^✓ (r\d+)/.exec(fixed.stdout)?.[1] ?? '');
    expect([run.runKind, run.parent]).toEqual(['fix', id]);
    for (const part of [id, 'Add a login', 'It is completed', 'it is done', 'The page is blank'])
      expect(run.input).toContain(part);
    const rejected = await start('refused', 'Add a login\n\nof two factors', 6);
    const second = JSON.parse(
      (await project.run(['fix', rejected.id, 'x', '--detach', '--json'])).stdout,
    ) as Shown;
    for (const part of ['of two factors', 'It is rejected: the work of dev was rejected twice: no tests'])
      expect((await show(second.id)).input).toContain(part);
    await until(second.id, ({ state }) => state === 'rejected');
  });

  test('cancel reaches the process of the agent, and a second run waits its turn', async () => {
    const id = await begin('slow');
    await until(id, () => existsSync(file('pid')) && readFileSync(file('pid'), 'utf8').trim() !== '');
    const pid = Number(readFileSync(file('pid'), 'utf8'));
    const second = await begin('default', '--priority', 'low');
    expect((await show(second)).waitsFor).toBe(id);
    expect((await project.run(['runs', '--state', 'pending'])).stdout).toContain(`after ${id}`);
    const hurried = await person('priority', second, 'high');
    expect(hurried.stdout).toContain(`${second}  Add a login  priority 3 → 8`);
    const watching = project.run(['run', 'watch', second]);
    const cancelled = await person('cancel', id, '-r', 'not today');
    expect([cancelled.code, cancelled.stdout.includes('not today')]).toEqual([0, true]);
    const watched = await watching;
    expect([watched.code, watched.stdout.includes('stage 2')]).toEqual([0, true]);
    await until(id, () => !isAlive(pid));
    expect((await show(id)).steps.map(({ state }) => state)).toEqual(['cancelled']);
    expect((await project.run(['run', 'watch', id])).code).toBe(4);
  });

  test('a question of an agent is answered with human-input', async () => {
    const { id, out } = await start('asking', 'Sign tokens', 5);
    expect([out.includes(`shoal human-input ${id}`), out.includes('shoal approve')]).toEqual([true, false]);
    const [wrong, answered] = [await person('approve', id), await person('human-input', id, 'RS256')];
    expect([wrong.code, wrong.stdout.includes('Which algorithm?')]).toEqual([4, true]);
    expect([answered.code, answered.stdout.includes('with RS256')]).toEqual([0, true]);
  });

  test('a person speaks in a session, and chunks are added, done and removed', async () => {
    const id = await begin('meeting');
    await until(id, () => existsSync(file('talked')));
    const spoken = await person('human-input', id, 'Mind the budget', '--detach');
    expect(spoken.code).toBe(0);
    expect((await project.run(['chunks', 'add', id, 'third | part'])).stdout).toContain(
      '0/3 done, 3 remaining',
    );
    expect((await project.run(['chunks', 'done', id, 'c-001'])).stdout).toContain('1/3 done');
    expect((await project.run(['chunks', 'remove', id, 'C-002'])).stdout).toContain('1/2 done');
    expect(
      (await project.run(['chunks', 'update', id, 'C-003', '--status', 'in_progress'])).stdout,
    ).toContain('in_progress');
    expect((await project.run(['chunks', 'done', id, 'C-009'])).code).toBe(1);
    expect((await project.run(['chunks', 'list', id])).stdout).toContain('third | part');
    writeFileSync(file('go'), '');
    await until(id, ({ state }) => state === 'completed');
    const folder = file(`.shoal/runs/${id}`);
    await until(
      id,
      () =>
        existsSync(join(folder, 'transcript.md')) &&
        readFileSync(join(folder, 'transcript.md'), 'utf8').includes('Consensus'),
    );
    expect(readFileSync(join(folder, 'transcript.md'), 'utf8')).toMatch(
      /### \[@\S+\] \(\d\d:\d\d:\d\d\)\n\nMind the budget/,
    );
    expect(JSON.parse(readFileSync(join(folder, 'chunks.json'), 'utf8'))).toMatchObject({
      chunks: [{ id: 'C-001', status: 'done', completed_by: 'user' }, { id: 'C-003' }],
    });
    expect(readdirSync(folder)).not.toContain('agent_@.md');
  });

  test('with --parallel a run has a worktree of its own and waits for nobody; without git it is refused', async () => {
    const id = await begin('default', '--parallel');
    const run = await until(id, ({ state }) => state === 'completed');
    expect([run.branch, run.directory]).toEqual([`shoal/${id}`, `${project.dir}-${id}`]);
    expect(existsSync(join(run.directory, 'given'))).toBe(true);
    await until(id, ({ worktree }) => worktree === 'kept');
    expect((await project.run(['show', id])).stdout).toContain(
      `in ${run.directory} on shoal/${id}, kept: a file is not committed`,
    );
    expect((await project.run(['run', 'tidy', id])).stdout).toContain('kept: a file is not committed');
    rmSync(join(run.directory, 'given'));
    expect((await project.run(['run', 'tidy'])).stdout).toBe(`${id}  ${run.directory}  removed\n`);
    expect(existsSync(run.directory)).toBe(false);
    const idle = await begin('quiet', '--parallel');
    const { directory } = await until(idle, ({ worktree }) => worktree === 'removed');
    expect(existsSync(directory)).toBe(false);
    expect((await project.run(['show', idle])).stdout).toContain('its worktree held nothing of its own');
    using bare = createProject();
    await bare.json(['init']);
    writeFileSync(join(bare.dir, 'shoal.yaml'), agents);
    mkdirSync(join(bare.dir, '.shoal/pipelines'));
    writeFileSync(join(bare.dir, '.shoal/pipelines/default.yaml'), pipelines['default'] ?? '');
    const refused = await bare.run(['run', 'x', '--parallel']);
    await bare.run(['serve', 'stop']);
    expect([refused.code, refused.stderr.split('\n')[0]]).toEqual([
      4,
      `${bare.dir} is no git repository with a commit: it can have no worktrees.`,
    ]);
  });

  test('agents that speak at once never share a line', async () => {
    const { out } = await start('fan');
    expect(out.split('\n').filter((line) => /x-a/.test(line) && !/→/.test(line))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(\[[fg]\] )?x-a x-b$/)]),
    );
    expect(out).not.toMatch(/x-a .*x-a/);
  });

  test('a watcher sees what an agent says while it says it', async () => {
    const child = Bun.spawn([program, 'run', 'x', '--pipeline', 'talking'], {
      cwd: project.dir,
      env: cleanEnvironment(),
      stdout: 'pipe',
    });
    let said = '';
    for await (const bytes of child.stdout) {
      said += new TextDecoder().decode(bytes);
      // The agent goes on only when its first line was seen.
      if (said.includes('hear me') && !existsSync(file('heard'))) writeFileSync(file('heard'), '');
    }
    expect(await child.exited).toBe(0);
    expect(said).toContain('thank you');
  });

  test('a daemon that is killed writes the files of its runs anew, and the run goes on', async () => {
    const id = await begin('talking2');
    await until(id, ({ stages }) => stages === 1);
    const { pid } = JSON.parse((await project.run(['serve', 'status', '--json'])).stdout) as { pid: number };
    process.kill(pid, 'SIGKILL');
    rmSync(file(`.shoal/runs/${id}`), { recursive: true, force: true });
    writeFileSync(file('go2'), '');
    const watched = await project.run(['run', 'watch', id]);
    expect([watched.code, watched.stdout.includes(`completed ${id}`)]).toEqual([0, true]);
    expect(readFileSync(file(`.shoal/runs/${id}/context.md`), 'utf8')).toContain('## [stage 1] first');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
