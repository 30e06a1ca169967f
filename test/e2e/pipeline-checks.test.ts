import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assistant, awaitUser, type FakeStep, result, said, started } from '../fakes/claude-script.ts';
import { isRunning } from '../support/agents.ts';
import { atTerminal } from '../support/person.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

/** What earlier programs of the kind were seen to fail at, through the built one. */

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly why: string | null;
  readonly result: string | null;
  readonly requests: readonly string[];
  readonly steps: readonly {
    readonly id: string;
    readonly node: string;
    readonly kind: string;
    readonly state: string;
    readonly decision: string | null;
    readonly error: string | null;
    readonly retries: number;
    readonly startedAt: string;
    readonly endedAt: string;
  }[];
}

const shell = (words: string, more = ''): string =>
  `{ harness: command, command: [sh, -c, ${JSON.stringify(words)}], permission: full${more} }`;
const fakeClaude = [process.execPath, join(import.meta.dir, '../fakes/claude.ts')];

const profiles = `profiles:
  say: ${shell('cat > /dev/null; echo "it is done"')}
  quote: ${shell('sed "1,/^GIVEN/d"')}
  wait: ${shell('cat > /dev/null; echo $$ > pid; until [ -e go ]; do sleep 0.02; done; echo "it went"')}
  sleepy: ${shell('cat > /dev/null; sleep 6', ', timers: { turn: 1s }')}
  noisy: ${shell("cat > /dev/null; head -c 10000000 /dev/zero | tr '\\\\0' 'e' >&2; echo VOTE: AGREE")}
  refuse: ${shell('cat > /dev/null; echo "{\\"decision\\": \\"rejected\\", \\"reason\\": \\"no tests\\"}"')}
  markup: ${shell("cat > /dev/null; printf 'see [/red] and \\\\033[31mred\\\\033[0m [stage 3]\\\\n'")}
  count: ${shell('wc -c')}
  chatty: ${shell('cat > /dev/null; printf "one\\ntwo\\nthree\\nfour\\nfive\\n"; until [ -e go ]; do sleep 0.02; done')}
  forking: ${shell('cat > /dev/null; sleep 120 & echo $! > left; echo "it is done"')}
  claude1: { harness: claude, command: ${JSON.stringify(fakeClaude)}, env: [FAKE_SCRIPT] }
`;

const agent = (id: string, runtime: string, more = ''): string =>
  `  - { id: ${id}, runtime: ${runtime}, system_prompt: "GIVEN\\n{{ input }}"${more === '' ? '' : `, ${more}`} }\n`;

const pipelines: Readonly<Record<string, string>> = {
  three: `agents:\n${agent('a', 'say', 'handoffs: [{ to: b }]')}${agent('b', 'wait', 'handoffs: [{ to: c }]')}${agent('c', 'say')}`,
  last: `agents:\n${agent('a', 'say', 'handoffs: [{ to: b }]')}${agent('b', 'wait')}`,
  timeout: `agents:\n${agent('a', 'sleepy', 'retry: { max_retries: 1 }')}`,
  timeout_talk: `agents:\n  - { id: meet, type: session, participants: [a, b], max_rounds: 1 }\n${agent('a', 'sleepy')}${agent('b', 'say')}`,
  noise: `agents:\n  - { id: meet, type: session, participants: [a, b], handoffs: [{ to: c, condition: on_consensus }] }\n${['a', 'b', 'c'].map((id) => agent(id, 'noisy')).join('')}`,
  gated: `params: { tone: { required: true } }\nagents:\n${agent('a', 'say', 'gate: { type: human }, handoffs: [{ to: "end, doc" }]')}  - { id: end, runtime: quote, system_prompt: "GIVEN\\nin a \${{ params.tone }} tone" }\n${agent('doc', 'say')}`,
  rejected: `agents:\n${agent('a', 'say', 'gate: { type: llm, runtime: refuse }, handoffs: [{ to: b, condition: on_approve }]')}${agent('b', 'say')}`,
  loop: `agents:\n${agent('dev', 'say', 'handoffs: [{ to: review }]')}${agent('review', 'say', 'gate: { type: llm, runtime: refuse, max_retries: 1 }, handoffs: [{ to: dev, condition: on_reject }]')}`,
  tests: `agents:\n${agent('dev', 'say', 'gate: { type: command, command: [sh, -c, "[ -e fixed ] && exit 0; echo 2 tests fail; echo on stderr >&2; exit 1"] }, handoffs: [{ to: fix, condition: on_reject, payload: "{{ reject_reason }}" }]')}${agent('fix', 'quote')}`,
  markup: `agents:\n${agent('a', 'markup', 'handoffs: [{ to: b }]')}${agent('b', 'quote')}`,
  large: `agents:\n${agent('a', 'count')}`,
  chatty: `agents:\n${agent('a', 'chatty')}`,
  forking: `agents:\n${agent('a', 'forking', 'handoffs: [{ to: b }]')}${agent('b', 'say')}`,
  claude: `agents:\n${agent('a', 'claude1', 'handoffs: [{ to: b }]')}${agent('b', 'quote')}`,
  wrong: `agents:\n${agent('a', 'say', 'handoffs: [{ to: nobody }]')}${agent('a', 'say')}  - { id: t, runtime: say, system_prompt: "{{ input" }\n${agent('c', 'say', 'handoffs: [{ to: a, condition: "x <> 3" }]')}  - { id: r, system_prompt: x }\n`,
  rounds: `params: { most: { type: number, default: 2 } }\nagents:\n  - { id: meet, type: session, participants: [a, b], max_rounds: "\${{ params.most }}" }\n${agent('a', 'say')}${agent('b', 'say')}`,
  imports: 'imports: [{ from: ../shared.yaml }]\n',
};

describe('what pipelines must stand, through the built program', () => {
  let project: Project;
  const file = (name: string): string => join(project.dir, name);

  beforeAll(async () => {
    project = createProject();
    await project.json(['init']);
    writeFileSync(file('shoal.yaml'), profiles);
    mkdirSync(file('.shoal/pipelines'));
    for (const [name, text] of Object.entries(pipelines))
      writeFileSync(file(`.shoal/pipelines/${name}.yaml`), text);
    writeFileSync(
      file('.shoal/shared.yaml'),
      `params: { tone: { default: calm } }\nagents:\n  - { id: root, runtime: quote, abstract: true, system_prompt: "GIVEN\\n\${{ params.tone }} {{ input }}" }\n  - { id: middle, extends: root, abstract: true, context_strategy: none }\n  - { id: leaf, extends: middle }\n`,
    );
    writeFileSync(file('.shoal/params.yaml'), 'tone: merry\n');
  });
  afterAll(async () => {
    await project.run(['serve', 'stop']);
    project[Symbol.dispose]();
  });

  const show = (id: string) => project.json(['show', id]) as Promise<Shown>;
  const person = (...args: readonly string[]) => atTerminal(args, { cwd: project.dir });
  const go = (): void => writeFileSync(file('go'), '');
  const begin = async (pipeline: string, ...more: readonly string[]): Promise<string> => {
    await Bun.spawn(['rm', '-f', file('go'), file('pid')]).exited;
    return ((await project.json(['run', 'start', 'Do it', '--pipeline', pipeline, ...more])) as Shown).id;
  };
  const ended = async (id: string): Promise<Shown> => {
    await project.run(['run', 'watch', id]);
    return show(id);
  };
  /** A run whose first agent is a Claude Code that says this. */
  async function played(steps: readonly FakeStep[]): Promise<Shown> {
    writeFileSync(file('script.json'), JSON.stringify(steps));
    await project.run(['serve', 'stop']);
    await project.run(['serve', '--detach'], { env: { FAKE_SCRIPT: file('script.json') } });
    return ended(await begin('claude'));
  }
  /** A line of the run's own stream that says this. */
  async function until(id: string, isIt: (line: string) => boolean): Promise<void> {
    const child = Bun.spawn([program, 'run', 'watch', id, '--from', '1', '--json'], {
      cwd: project.dir,
      env: cleanEnvironment(),
      stdout: 'pipe',
      stderr: 'ignore',
    });
    let text = '';
    for await (const chunk of child.stdout) {
      text += new TextDecoder().decode(chunk);
      if (text.split('\n').some(isIt)) break;
    }
    child.kill();
    await child.exited;
  }
  const isAtWork = (node: string) => (line: string) =>
    line.includes('"type":"step"') && line.includes(`"node":"${node}"`) && line.includes('"state":"open"');
  const processOf = async (): Promise<number> => {
    while (!existsSync(file('pid')) || readFileSync(file('pid'), 'utf8') === '')
      await new Promise(setImmediate);
    return Number(readFileSync(file('pid'), 'utf8'));
  };
  const gone = async (pid: number): Promise<void> => {
    while (isRunning(pid)) await new Promise(setImmediate);
  };

  test('cancelled from another terminal, the child is killed, nothing more begins and it stays cancelled', async () => {
    for (const pipeline of ['three', 'last']) {
      const id = await begin(pipeline);
      await until(id, isAtWork('b'));
      const pid = await processOf();
      await person('cancel', id, '-r', 'wrong branch');
      await gone(pid);
      const shown = await ended(id);
      expect(shown).toMatchObject({ state: 'cancelled', why: 'wrong branch' });
      expect(shown.steps.map(({ node, state }) => `${node} ${state}`)).toEqual(['a done', 'b cancelled']);
    }
  });

  test('a stage and a turn of a session end at their limit of time, and are tried again as the file says', async () => {
    const [stage, turn] = [await begin('timeout'), await begin('timeout_talk')];
    const shown = await ended(stage);
    expect(shown).toMatchObject({ state: 'failed', steps: [{ state: 'failed', retries: 1 }] });
    expect(shown.why).toMatch(/turn|time|long/i);
    const talk = await ended(turn);
    expect(talk.steps.map(({ node, state }) => `${node} ${state}`)).toContain('a failed');
    expect(talk).toMatchObject({ state: 'rejected', why: 'meet reached no consensus in its one round' });
  }, 30_000);

  test('10 MB on standard error hold up neither stages nor turns', async () => {
    expect(await ended(await begin('noise'))).toMatchObject({ state: 'completed', result: 'VOTE: AGREE' });
  }, 20_000);

  test('a daemon killed or stopped leaves the run to be gone on with, and repeats nothing', async () => {
    for (const kill of ['kill', 'stop'] as const) {
      const id = await begin('three');
      await until(id, isAtWork('b'));
      const pid = await processOf();
      if (kill === 'kill')
        process.kill(((await project.json(['serve', 'status'])) as { pid: number }).pid, 'SIGKILL');
      else await project.run(['serve', 'stop']);
      expect(await show(id)).toMatchObject({ state: 'running' });
      if (kill === 'stop') await gone(pid);
      go();
      await project.run(['serve', '--detach']);
      const shown = await ended(id);
      expect(shown).toMatchObject({ state: 'completed', result: 'it is done' });
      expect(shown.steps.map(({ node, state, retries }) => `${node} ${state} ${retries}`)).toEqual([
        'a done 0',
        'b done 0',
        'c done 0',
      ]);
    }
  }, 30_000);

  test('approved by another process, all that it leads to runs, with the parameters of the beginning', async () => {
    const id = await begin('gated', '-p', 'tone=solemn');
    await until(id, (line) => line.includes('"state":"waiting"'));
    await person('approve', id);
    const shown = await ended(id);
    expect(shown.state).toBe('completed');
    expect(shown.steps.filter(({ kind }) => kind === 'stage').map(({ node }) => node)).toEqual([
      'a',
      'end',
      'doc',
    ]);
    const end = shown.steps.find(({ node }) => node === 'end');
    expect(await project.json(['run', 'step', end?.id ?? ''])).toMatchObject({
      output: expect.stringContaining('in a solemn tone'),
    });
  });

  test('rejected work is no success, loops end at their own limit, and exit codes differ', async () => {
    const rejected = await project.run(['run', 'Do it', '--pipeline', 'rejected']);
    expect(rejected.stdout + rejected.stderr).toContain('the work of a was rejected: no tests');
    const loop = await project.run(['run', 'Do it', '--pipeline', 'loop']);
    expect(loop.stdout + loop.stderr).toContain('the work of review was rejected twice: no tests');
    const missing = await project.run(['run', 'Do it', '--pipeline', 'none-of-this-name']);
    const codes = [rejected.code, missing.code, 0];
    expect(loop.code).toBe(rejected.code);
    expect(new Set(codes).size).toBe(3);
  });

  test('a command that rejects tells the author what it wrote, on either of its outputs', async () => {
    const shown = await ended(await begin('tests'));
    expect(shown.steps.find(({ kind }) => kind === 'gate')).toMatchObject({ decision: 'rejected' });
    expect(shown.result).toContain('2 tests fail');
    expect(shown.result).toContain('on stderr');
  });

  test('brackets and colours in an answer are text', async () => {
    const ran = await project.run(['run', 'Do it', '--pipeline', 'markup']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('see [/red] and ');
    expect(ran.stdout).toContain('[stage 3]');
    expect(ran.stdout).not.toContain('\u001b[31m');
  });

  test('the result is the answer, not what was said on the way; a result that is an error fails the stage', async () => {
    const good = await played([
      awaitUser,
      ...started,
      ...said('m1', 'Let me look.'),
      assistant('m2', []),
      ...said('m3', 'All of it.'),
      result('All of it.'),
    ]);
    expect(good.state).toBe('completed');
    expect(good.result?.trim()).toBe('All of it.');
    const bad = await played([
      awaitUser,
      ...started,
      {
        say: {
          type: 'result',
          subtype: 'error_during_execution',
          is_error: true,
          result: 'it broke',
          session_id: 'x',
        },
      },
    ]);
    expect(bad.state).toBe('failed');
  }, 20_000);

  test('a limit of its vendor keeps an agent waiting, and fails nothing', async () => {
    const resetsAt = Math.ceil(Date.now() / 1_000) + 2;
    const limited: readonly FakeStep[] = [
      {
        say: {
          type: 'rate_limit_event',
          rate_limit_info: { status: 'rejected', resetsAt, rateLimitType: 'five_hour' },
        },
      },
      result('You have hit your limit.', { is_error: true, api_error_status: 429 }),
    ];
    const shown = await played([
      awaitUser,
      ...started,
      ...limited,
      awaitUser,
      ...started,
      ...said('m1', 'Now it went.'),
      result('Now it went.'),
    ]);
    expect(shown).toMatchObject({
      state: 'completed',
      steps: [{ node: 'a', state: 'done', retries: 0 }, { node: 'b' }],
    });
    expect(shown.result?.trim()).toBe('Now it went.');
    expect(Date.parse(shown.steps[0]?.endedAt ?? '')).toBeGreaterThanOrEqual(resetsAt * 1_000);
  }, 40_000);

  test('2 MB of task reach the agent', async () => {
    writeFileSync(file('task.txt'), 'x'.repeat(2_000_000));
    const { id } = (await project.json([
      'run',
      'start',
      '--file',
      'task.txt',
      '--pipeline',
      'large',
    ])) as Shown;
    expect(Number((await ended(id)).result)).toBeGreaterThan(2_000_000);
  }, 20_000);

  test('lines written at once are seen at once, while the agent is silent', async () => {
    const id = await begin('chatty');
    await until(id, (line) => line.includes('"type":"text"') && line.includes('five'));
    expect(await show(id)).toMatchObject({ state: 'running' });
    go();
    expect((await ended(id)).result).toBe('one\ntwo\nthree\nfour\nfive');
  });

  test('a stage ends with its program, whatever that has left behind', async () => {
    // What is left behind sleeps for longer than a test may take.
    const shown = await ended(await begin('forking'));
    const left = Number(readFileSync(file('left'), 'utf8'));
    expect(shown).toMatchObject({ state: 'completed' });
    if (isRunning(left)) process.kill(left);
  }, 40_000);

  test('what is wrong with a file is said with its line; what only looks wrong is right', async () => {
    const wrong = await project.run(['validate', '--pipeline', 'wrong']);
    expect(wrong.code).not.toBe(0);
    for (const line of [2, 3, 4, 5, 6]) expect(wrong.stdout + wrong.stderr).toMatch(new RegExp(`:${line}:`));
    for (const name of ['rounds', 'imports'])
      expect((await project.run(['validate', '--pipeline', name])).code).toBe(0);
  });

  test('parameters of a file beside, in what is imported, along a chain of extends', async () => {
    expect((await ended(await begin('imports'))).result?.trim()).toBe('merry Do it');
  });
});
