import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

type Environment = Readonly<Record<string, string>>;

interface Shown {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly title: string;
}

describe('requests, through the built program', () => {
  let project: Project;
  let ada: Environment;
  let bob: Environment;
  let opened = 0;

  beforeAll(async () => {
    project = createProject();
    await project.run(['init']);
    ada = await project.agent('ada');
    bob = await project.agent('bob');
  });
  afterAll(() => project[Symbol.dispose]());

  const show = (id: string) => project.json(['request', id]) as Promise<Shown>;
  const person = (...args: readonly string[]) => atTerminal(args, { cwd: project.dir });

  /** Starts a program that asks; resolves once its request is in the log. */
  async function asking(args: readonly string[], env: Environment = ada) {
    opened += 1;
    const child = Bun.spawn([program, 'ask', ...args, '--approval'], {
      cwd: project.dir,
      env: { ...cleanEnvironment(), ...env },
      stdout: 'pipe',
      stderr: 'pipe',
    });
    const id = await nth('request.opened', opened);
    const ended = async () => {
      const [stdout, stderr, code] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
        child.exited,
      ]);
      return { code, stdout, stderr };
    };
    return { id, child, ended };
  }

  /** Waits on the followed log for the n-th event of a type. */
  async function nth(type: string, n: number): Promise<string> {
    const log = Bun.spawn([program, 'log', '--follow', '--json', '--after', '0', '--type', type], {
      cwd: project.dir,
      env: cleanEnvironment(),
      stdout: 'pipe',
      stderr: 'ignore',
    });
    let said = '';
    try {
      for await (const bytes of log.stdout) {
        said += new TextDecoder().decode(bytes);
        const line = said.split('\n').slice(0, -1)[n - 1];
        if (line !== undefined) return (JSON.parse(line) as { id: string }).id;
      }
    } finally {
      log.kill();
      await log.exited;
    }
    throw new Error(`the log ended before event ${n} of ${type}`);
  }

  test('a person at a terminal sees it first in the inbox and approves; the asker wakes with exit 0', async () => {
    await project.run(['msg', 'unrelated news', '--to', 'bob'], { env: ada });
    const { id, ended } = await asking(['Drop the old table?']);
    const seen = await person('inbox');
    expect(seen.stdout).toContain(`${id}  ada asks approval`);
    expect(seen.stdout).toContain('unless decided');
    expect((await project.run(['request', id])).stdout.split('Drop the old table?')).toHaveLength(2);
    expect((await project.run(['status'])).stdout).toContain('needs you');
    expect((await project.run(['ps'])).stdout).toMatch(/ada\S*\s.*needs you/);
    expect((await project.run(['watch'])).stdout).toContain('Drop the old table?');
    const approved = await person('approve', id);
    expect(approved.code).toBe(0);
    const { code, stdout } = await ended();
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('approved by') });
    expect(await show(id)).toMatchObject({ state: 'decided', outcome: 'approve' });
    const again = await person('reject', id, '-r', 'too late');
    expect(again.code).toBe(4);
    expect(again.stdout).toContain('was approved by');
  });

  test('a rejection is exit 6, with the reason', async () => {
    const { id, ended } = await asking(['Force-push?']);
    expect((await person('reject', id, '-r', 'never to main')).code).toBe(0);
    const { code, stderr } = await ended();
    expect(code).toBe(6);
    expect(stderr).toContain('never to main');
  });

  test('without a decision in time: exit 7, or 0 when that was the stated default', async () => {
    const late = await asking(['Now?', '--timeout', '1']);
    expect((await late.ended()).code).toBe(7);
    expect(await show(late.id)).toMatchObject({ state: 'expired', outcome: 'reject', decidedBy: 'default' });
    const granted = await asking(['Now?', '--timeout', '1', '--default', 'approve']);
    expect((await granted.ended()).code).toBe(0);
    expect(await show(granted.id)).toMatchObject({ state: 'expired', outcome: 'approve' });
  });

  test('nobody decides for themselves, and no agent as a person', async () => {
    const { id, ended } = await asking(['Deploy?', '--by', 'bob']);
    expect((await project.run(['approve', id], { env: ada })).code).toBe(6);
    const cyd = await project.agent('cyd');
    expect((await project.run(['approve', id], { env: cyd })).code).toBe(6);
    // At a terminal, but started by an agent: its session gives it away.
    const asPerson = await atTerminal(['approve', id], { cwd: project.dir, env: cyd });
    expect(asPerson.code).toBe(6);
    const nobody = await project.run(['approve', id]);
    expect(nobody.code).toBe(6);
    expect((await show(id)).state).toBe('open');
    expect((await project.run(['approve', id], { env: bob })).code).toBe(0);
    expect((await ended()).code).toBe(0);
    expect((await show(id)).decidedByName).toBe('bob');
  });

  test('Ctrl-C withdraws it; after kill -9 it stays open until its deadline decides', async () => {
    const stopped = await asking(['Stopped?']);
    stopped.child.kill('SIGINT');
    await stopped.ended();
    expect((await show(stopped.id)).state).toBe('withdrawn');
    expect((await person('approve', stopped.id)).code).toBe(4);

    const killed = await asking(['Killed?', '--timeout', '3']);
    killed.child.kill('SIGKILL');
    await killed.ended();
    expect((await show(killed.id)).state).toBe('open');
    const resumed = await project.run(['ask', '--approval', '--resume', killed.id], { env: ada });
    expect(resumed.code).toBe(7);
    expect(await show(killed.id)).toMatchObject({ state: 'expired', outcome: 'reject' });
  });

  test('with the process of its agent the request is withdrawn', async () => {
    const script = join(project.dir, 'agent.sh');
    writeFileSync(
      script,
      `'${program}' join -n dan\n'${program}' ask 'Killed with its agent?' --approval\nexit\n`,
    );
    const agent = Bun.spawn(['bash', script], {
      cwd: project.dir,
      env: cleanEnvironment(),
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
    });
    opened += 1;
    const id = await nth('request.opened', opened);
    expect((await show(id)).state).toBe('open');
    agent.kill('SIGKILL');
    await agent.exited;
    expect((await show(id)).state).toBe('withdrawn');
    expect((await project.json(['requests'])) as unknown[]).toEqual([]);
    // What it had started still waits, until it sees that.
    expect(await new Response(agent.stderr).text()).toContain(`${id} was withdrawn`);
    const ended = (await project.json(['log', '--type', 'request.withdrawn'])) as { id: string }[];
    expect(ended.map((event) => event.id)).toContain(id);
  });

  test('each command says which one is right', async () => {
    const { id } = (await project.json(['msg', 'hello', '--to', 'bob'], { env: ada })) as Shown;
    const approved = await project.run(['approve', id], { env: bob });
    expect(approved).toMatchObject({ code: 2, stderr: expect.stringContaining(`shoal reply ${id}`) });
    const asked = (await project.json(['ask', 'Later?', '--approval', '--pending-after', '0'], {
      env: ada,
      code: 5,
    })) as {
      request: string;
    };
    opened += 1;
    const replied = await project.run(['reply', asked.request, 'yes'], { env: bob });
    expect(replied).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`shoal approve ${asked.request}`),
    });
    expect((await project.run(['show', asked.request])).stdout).toContain('Later?');
    // It was asked before there was a task; it keeps the one that was claimed since all the same.
    const task = (await project.json(['add', 'Meanwhile'])) as Shown;
    await project.json(['claim', task.id], { env: ada });
    const { stdout } = await project.run(['explain', task.id]);
    expect(stdout).toContain(`ada waits for a decision: ${asked.request} Later?`);
    await project.json(['done'], { env: ada });
    expect((await project.run(['approve', 'q999'], { env: bob })).code).toBe(1);
    const kinds = ((await project.json(['inbox'], { env: bob })) as Shown[]).map(({ kind }) => kind);
    expect(kinds).not.toContain('request');
  });

  test('text of an asker is text: no escape sequence of it reaches the terminal', async () => {
    await project.json(
      ['ask', '\u001b[31mred\u001b[0m\nq99  ada asks', '--approval', '--pending-after', '0'],
      {
        env: ada,
        code: 5,
      },
    );
    opened += 1;
    const { stdout } = await person('inbox');
    expect(stdout).toContain(String.raw`\x1b[31mred`);
    expect(stdout).toContain('    q99  ada asks');
  });

  test('a message that expired unseen, and one whose recipient left, are told to their sender', async () => {
    const { id } = (await project.json(['msg', 'soon', '--to', 'bob', '--ttl', '1', '--priority', 'idle'], {
      env: ada,
    })) as Shown;
    const eve = await project.agent('eve');
    const sent = (await project.json(['msg', 'for eve', '--to', 'eve'], { env: ada })) as Shown;
    await project.run(['leave'], { env: eve });
    expect((await project.run(['inbox', '--unread'], { env: ada })).stdout).toContain(
      `eve is gone (left) and has not seen ${sent.id}.`,
    );
    await project.run(['claim', '--wait', '2'], { env: bob });
    expect((await project.run(['show', id])).stdout).toMatch(/bob\s+expired/);
  });

  test('over MCP it is asked and decided by tools, and a handle of its own survives the connection', async () => {
    const connect = async (name: string) => {
      const client = new Client({ name: 'test', version: '1' });
      const env = { ...cleanEnvironment(), CODEX_THREAD_ID: `session-of-${name}` };
      const args = ['mcp', '--all'];
      await client.connect(new StdioClientTransport({ command: program, args, cwd: project.dir, env }));
      return client;
    };
    const pending = (await project.json(
      ['ask', 'By tool?', '--approval', '--by', 'bob', '--pending-after', '0'],
      {
        env: ada,
        code: 5,
      },
    )) as { request: string };
    opened += 1;
    const [asker, decider] = await Promise.all([connect('ada'), connect('bob')]);
    try {
      const waiting = asker.callTool({ name: 'request_ask', arguments: { resume: pending.request } });
      const own = await asker.callTool({ name: 'request_approve', arguments: { id: pending.request } });
      expect(own.isError).toBe(true);
      await decider.callTool({ name: 'request_approve', arguments: { id: pending.request } });
      expect((await waiting).structuredContent).toMatchObject({ pending: false, outcome: 'approve' });
    } finally {
      await Promise.all([asker.close(), decider.close()]);
    }
  });

  test('policy test replays the policies of shoal.yaml', async () => {
    const policies = 'policies:\n  - {decision: deny, command: "rm *"}\n  - {decision: allow, tool: Read}\n';
    writeFileSync(join(project.dir, 'shoal.yaml'), policies);
    expect(await project.json(['policy', 'test'])).toMatchObject({
      rules: 2,
      problems: [],
      replayed: 0,
      differ: 0,
    });
    expect((await project.run(['policy', 'test'])).stdout).toContain('2 policies');
  });
});
