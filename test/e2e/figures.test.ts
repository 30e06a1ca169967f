import { expect, test } from 'bun:test';
import { createServed, type Served } from '../support/agents.ts';
import { cleanEnvironment, program } from '../support/program.ts';

const slow = 60_000;

interface Figures {
  readonly inputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number | null;
}

interface Shown extends Figures {
  readonly contextTokens: number | null;
  readonly contextWindow: number | null;
  readonly provisional: boolean;
}

const shown = (served: Served) => served.project.json(['session', 'fay']) as Promise<Shown>;
const text = async (served: Served, ...args: readonly string[]) => (await served.project.run(args)).stdout;

/** Until the transcript holds an entry of the type. */
async function untilSaid({ project, me }: Served, type: string): Promise<void> {
  const child = Bun.spawn([program, 'transcript', 'fay', '--follow', '--json'], {
    cwd: project.dir,
    env: { ...cleanEnvironment(), ...me },
    stdout: 'pipe',
    stderr: 'ignore',
  });
  let said = '';
  for await (const bytes of child.stdout) {
    said += new TextDecoder().decode(bytes);
    if (said.includes(`"type":"${type}"`)) break;
  }
  child.kill();
  await child.exited;
}

test(
  'while a turn runs its figures carry ~; at its end they are exact, and counted to agent and day',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'count it [[usage]] [[hang]]');
    await untilSaid(served, 'usage');
    await served.untilSession(id, ({ state }) => state === 'working');
    expect(await shown(served)).toMatchObject({
      provisional: true,
      contextTokens: 12_000,
      contextWindow: 100_000,
    });
    expect(await text(served, 'session', 'fay')).toContain('context     ~12.0k, ~12%');
    await served.project.json(['interrupt', 'fay'], { env: served.me });
    await served.untilSession(id, ({ turns }) => turns === 1);
    expect(await shown(served)).toMatchObject({
      provisional: false,
      inputTokens: 15_000,
      cachedTokens: 9_000,
      outputTokens: 300,
      contextTokens: 12_000,
    });
    const after = await text(served, 'session', 'fay');
    expect(after).toContain('tokens      15.0k in (60% cached), 300 out');
    expect(after).toContain('context     12.0k, 12%');
    expect(after).not.toContain('~');
    expect(await text(served, 'transcript', 'fay')).toContain('interrupted (15.0k in, 300 out)');
    for (const by of ['agent', 'day']) {
      const { total } = (await served.project.json(['usage', '--by', by])) as { total: Figures };
      expect(total).toMatchObject({ turns: 1, inputTokens: 15_000, contextShare: 0.12, uncounted: 0 });
    }
    const since = await served.project.json(['usage', '--since', '2h']);
    expect(since).toMatchObject({ total: { turns: 1, inputTokens: 15_000 } });
    const turns = ['log', 'histogram', '--from', '2h', '--type', 'turn.ended'];
    expect(await served.project.json(turns)).toMatchObject({ total: 1 });
  },
  slow,
);

test(
  'what an agent does not say of its tokens is unknown, not nothing',
  async () => {
    await using served = await createServed();
    const id = await served.start('echo', 'fay', 'hello');
    await served.untilSession(id, ({ turns }) => turns === 1);
    const { total } = (await served.project.json(['usage'])) as { total: Figures };
    expect(total).toMatchObject({
      turns: 1,
      inputTokens: null,
      outputTokens: null,
      uncounted: 1,
      costUsd: null,
    });
    expect(await text(served, 'usage')).toMatch(/^fay\s+1\s+0\s+\?\s+-\s+\?\s+\?\s+\S+\s+unknown$/m);
    expect(await text(served, 'show', id)).toContain('tokens      unknown');
  },
  slow,
);

test(
  'what a program cannot take of its profile is said where the session is shown',
  async () => {
    const profiles = `  odd:
    harness: command
    command: [cat]
    model: m-1
    effort: high
    permission: read
`;
    await using served = await createServed({ profiles });
    const id = await served.start('odd', 'fay', 'hello');
    await served.untilSession(id, ({ turns }) => turns === 1);
    const { warnings } = (await served.project.json(['show', id])) as { warnings: string[] };
    for (const what of ['model', 'effort', 'permission read'])
      expect(warnings.join('\n')).toContain(`${what}: a plain command`);
    expect(await text(served, 'session', 'fay')).toMatch(/^ {2}warning {5}model: /m);
  },
  slow,
);
