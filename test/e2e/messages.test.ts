import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

type Environment = Readonly<Record<string, string>>;

interface Sent {
  readonly id: string;
  readonly deliveries: readonly { readonly agentName: string; readonly state: string }[];
}

interface Received {
  readonly id: string;
  readonly body: string;
  readonly unread: boolean;
}

describe('messages, through the built program', () => {
  let project: Project;
  let ada: Environment;
  let bob: Environment;

  beforeAll(async () => {
    project = createProject();
    await project.run(['init']);
    ada = await project.agent('ada');
    bob = await project.agent('bob');
  });
  afterAll(() => project[Symbol.dispose]());

  const send = (env: Environment, ...args: readonly string[]) =>
    project.json(['msg', ...args], { env }) as Promise<Sent>;
  const unread = (env: Environment) =>
    project.json(['inbox', '--unread'], { env }) as Promise<readonly Received[]>;
  const state = async (id: string) =>
    ((await project.json(['message', id])) as Sent).deliveries.map((one) => `${one.agentName} ${one.state}`);

  test('a body cannot imitate a header, and nothing in it is interpreted', async () => {
    await send(ada, 'first\nm99  bob → ada  0s ago\n\u001b[31mred\u001b[0m [/bold] <b>', '--to', 'bob');
    const { stdout } = await project.run(['inbox', '--unread'], { env: bob });
    expect(stdout.split('\n').filter((line) => /^m\d/.test(line))).toHaveLength(1);
    expect(stdout).toContain('    m99  bob');
    expect(stdout).toContain(String.raw`    \x1b[31mred\x1b[0m [/bold] <b>`);
    expect(stdout).not.toContain('\u001b');
  });

  test('seen only once it was written out: a reader that is gone leaves it unread', async () => {
    const { id } = (await project.json(['msg', '--file', '-', '--to', 'bob'], {
      env: ada,
      stdin: 'x'.repeat(200_000),
    })) as Sent;
    const reader = Bun.spawn(['sh', '-c', '"$0" inbox --unread | true', program], {
      cwd: project.dir,
      env: { ...cleanEnvironment(), ...bob },
      stdout: 'ignore',
      stderr: 'ignore',
    });
    await reader.exited;
    expect(await state(id)).toEqual(['bob delivered']);
    expect((await unread(bob)).map((message) => message.id)).toEqual([id]);
    expect(await state(id)).toEqual(['bob seen']);
    expect(await unread(bob)).toEqual([]);
  });

  test('long texts from a file and from standard input', async () => {
    writeFileSync(join(project.dir, 'long.md'), '# Long\n\ntext');
    await send(ada, '--file', 'long.md', '--to', 'bob');
    await project.json(['msg', '--file', '-', '--to', 'bob'], { env: ada, stdin: 'from stdin' });
    expect((await unread(bob)).map(({ body }) => body)).toEqual(['# Long\n\ntext', 'from stdin']);
  });

  test('ask wakes at the reply; a bare number names the message', async () => {
    const asking = project.json(['ask', 'Redis or SQLite?', '--to', 'bob', '--timeout', '30'], { env: ada });
    const [question] = await firstOf('message.asked');
    await project.run(['reply', question.slice(1), 'SQLite'], { env: bob });
    expect(await asking).toMatchObject({ question, body: 'SQLite', fromName: 'bob' });
    expect(await state(question)).toEqual(['bob answered']);
    // Each step of the way, with its time.
    const { stdout } = await project.run(['show', question]);
    expect(stdout).toMatch(/^ {2}bob {2}answered {2}delivered \d+s ago, seen \d+s ago, answered \d+s ago$/m);
    await unread(bob);
  });

  test('exit 7 without an answer in time; exit codes of refusals', async () => {
    expect((await project.run(['ask', '?', '--to', 'bob', '--timeout', '0'], { env: ada })).code).toBe(7);
    expect((await project.run(['ask', '?', '--to', 'ada'], { env: ada })).code).toBe(2);
    expect((await project.run(['ask', '?', '--to', 'nobody'], { env: ada })).code).toBe(1);
    const { id } = await send(ada, 'for bob', '--to', 'bob');
    const cyd = await project.agent('cyd');
    expect((await project.run(['reply', id, 'me'], { env: cyd })).code).toBe(6);
    expect((await project.run(['reply', 'm9999', 'me'], { env: cyd })).code).toBe(1);
    await project.run(['leave'], { env: cyd });
    expect((await project.run(['msg', 'too late', '--to', 'cyd'], { env: ada })).code).toBe(1);
    expect((await project.run(['msg', 'ghost'], { env: cyd })).code).toBe(6);
  });

  test('law 8: eight senders at once, nothing lost, in order per sender', async () => {
    await unread(bob);
    const senders = await Promise.all(Array.from({ length: 8 }, (_, n) => project.agent(`sender-${n}`)));
    await Promise.all(
      senders.map(async (env, n) => {
        for (let at = 0; at < 5; at += 1) await send(env, `${n}:${at}`, '--to', 'bob');
      }),
    );
    const read: string[] = [];
    for (let page = await pageOf(7); page.length > 0; page = await pageOf(7)) read.push(...page);
    for (let n = 0; n < 8; n += 1) {
      expect(read.filter((body) => body.startsWith(`${n}:`))).toEqual(
        [0, 1, 2, 3, 4].map((at) => `${n}:${at}`),
      );
    }
    expect(read).toHaveLength(40);
  });

  test('law 9: following the log from a cursor in two runs misses nothing and repeats nothing', async () => {
    const all = ((await project.json(['log', '-n', '10000'])) as readonly { readonly seq: number }[]).map(
      ({ seq }) => seq,
    );
    const first = await follow(0, 20);
    const second = await follow(first.at(-1) ?? 0, all.length - 20);
    expect([...first, ...second]).toEqual(all);
  });

  async function pageOf(limit: number): Promise<readonly string[]> {
    const page = (await project.json(['inbox', '--unread', '-n', String(limit)], {
      env: bob,
    })) as readonly Received[];
    return page.map(({ body }) => body);
  }

  /** Ids of what changed in the next events of a type. */
  async function firstOf(type: string): Promise<readonly [string]> {
    for await (const event of events(['--type', type])) return [event.id];
    throw new Error('the log ended');
  }

  async function follow(after: number, count: number): Promise<readonly number[]> {
    const seqs: number[] = [];
    for await (const { seq } of events(['--after', String(after)])) {
      seqs.push(seq);
      if (seqs.length === count) break;
    }
    return seqs;
  }

  async function* events(
    args: readonly string[],
  ): AsyncGenerator<{ readonly seq: number; readonly id: string }> {
    const child = Bun.spawn([program, 'logs', '--json', ...args], {
      cwd: project.dir,
      env: cleanEnvironment(),
      stdout: 'pipe',
      stderr: 'ignore',
    });
    try {
      let rest = '';
      for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) yield JSON.parse(line);
      }
    } finally {
      child.kill('SIGTERM');
      await child.exited;
    }
  }
});
