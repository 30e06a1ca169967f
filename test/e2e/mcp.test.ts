import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { Client, type ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

type Mode = NonNullable<NonNullable<ClientOptions['versionNegotiation']>['mode']>;
interface Reply {
  readonly isError?: boolean;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const open: Client[] = [];
let project: Project;

beforeAll(async () => {
  project = createProject();
  await project.run(['init']);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(() => project[Symbol.dispose]());

async function connect(name: string, mode: Mode = 'auto'): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const env = { ...cleanEnvironment(), CODEX_THREAD_ID: `session-of-${name}` };
  await client.connect(new StdioClientTransport({ command: program, args: ['mcp'], cwd: project.dir, env }));
  open.push(client);
  return client;
}

async function call(client: Client, name: string, args: Record<string, unknown> = {}): Promise<Reply> {
  const { content, structuredContent, isError } = await client.callTool({ name, arguments: args });
  const [first] = content;
  if (first?.type !== 'text' || typeof structuredContent !== 'object')
    throw new Error(`${name} gave no text or no structured content`);
  return {
    text: first.text,
    data: structuredContent as Record<string, unknown>,
    ...(isError === true ? { isError } : {}),
  }; // an object, just checked
}

for (const [mode, version] of [
  ['legacy', '2025-11-25'],
  ['auto', '2026-07-28'],
] as const) {
  describe(`with the official client, protocol ${version}`, () => {
    test('lists at most 20 tools, each described, with a strict object as input', async () => {
      const client = await connect(`lister-${mode}`, mode);
      expect(client.getNegotiatedProtocolVersion()).toBe(version);
      const { tools } = await client.listTools();
      expect(tools.length).toBeLessThanOrEqual(20);
      for (const { name, description, inputSchema } of tools) {
        expect(name).toMatch(/^[a-z]+_[a-z_]+$/);
        expect(description?.length).toBeGreaterThan(10);
        expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      }
      const names = tools.map(({ name }) => name);
      for (const name of ['agent_prime', 'task_claim', 'task_done', 'lock_take', 'message_ask'])
        expect(names).toContain(name);
    });

    test('does a task from joining to done', async () => {
      const client = await connect(`worker-${mode}`, mode);
      expect((await call(client, 'agent_join', { name: `worker-${mode}` })).data).toMatchObject({
        name: `worker-${mode}`,
      });
      const added = await call(client, 'task_add', { title: `By ${mode}`, priority: 10 });
      expect((await call(client, 'task_claim')).data).toMatchObject({
        id: added.data['id'],
        state: 'running',
      });
      expect((await call(client, 'lock_take', { paths: [`src/${mode}.ts`] })).isError).toBeUndefined();
      await call(client, 'task_progress', { text: 'half' });
      expect((await call(client, 'task_done', { summary: 'all' })).data).toMatchObject({
        state: 'done',
        result: 'all',
      });
    });

    test('a refusal is a result with isError, a code and a hint in the words of tools', async () => {
      const client = await connect(`refused-${mode}`, mode);
      expect(await call(client, 'task_claim')).toMatchObject({
        isError: true,
        data: { error: { code: 'NOT_JOINED' } },
      });
      expect(await call(client, 'task_add', { title: 'x', priority: 11 })).toMatchObject({
        isError: true,
        data: { error: { code: 'INVALID_INPUT' } },
      });
      expect((await call(client, 'task_add', { title: 'x', colour: 'red' })).text).toContain('colour');
      expect(await call(client, 'no_such_tool')).toMatchObject({
        isError: true,
        data: { error: { code: 'NOT_FOUND' } },
      });
      await call(client, 'agent_join');
      expect((await call(client, 'task_done')).text).toContain('task_claim');
    });
  });
}

test('a shell and MCP of one session are one agent; a token beats both', async () => {
  const client = await connect('both');
  const joined = (await call(client, 'agent_join', { name: 'both' })).data;
  const inShell = await project.json(['whoami'], { env: { CODEX_THREAD_ID: 'session-of-both' } });
  expect(inShell).toMatchObject({ id: joined['id'], name: 'both' });
});

test('replies stay below 2 kB, say what to do next and how much is unread', async () => {
  const client = await connect('reader');
  await call(client, 'agent_join', { name: 'reader' });
  const sender = await project.agent('sender');
  for (let count = 0; count < 30; count += 1)
    await project.run(['add', `Task ${count} ${'long '.repeat(40)}`, '-d', 'd'.repeat(2_000)], {
      env: sender,
    });
  await project.run(['msg', 'read me', '--to', 'reader'], { env: sender });
  const list = await call(client, 'task_list', { all: true });
  expect(list.data).toMatchObject({ unread: 1 });
  expect(list.text).toContain('Unread messages: 1 (message_inbox)');
  expect(list.text).toMatch(/Next: \w+/);
  for (const name of [
    'task_list',
    'agent_ps',
    'workspace_status',
    'task_claim',
    'agent_prime',
    'message_inbox',
  ]) {
    const reply = await call(client, name);
    expect([
      name,
      Buffer.byteLength(reply.text) < 2_048,
      Buffer.byteLength(JSON.stringify(reply.data)) < 2_048,
    ]).toEqual([name, true, true]);
  }
});

test('a question is answered through the tools', async () => {
  const asker = await connect('asker');
  const answerer = await connect('answerer');
  await call(asker, 'agent_join', { name: 'asker' });
  await call(answerer, 'agent_join', { name: 'answerer' });
  const answer = call(asker, 'message_ask', { text: 'Redis or SQLite?', to: ['answerer'] });
  const question = await firstQuestion(answerer);
  await call(answerer, 'message_reply', { id: question, text: 'SQLite' });
  expect((await answer).data).toMatchObject({ pending: false, body: 'SQLite', fromName: 'answerer' });
});

/** Reads until the question is there: each read waits for the server's answer, not for time. */
async function firstQuestion(client: Client): Promise<string> {
  for (let tries = 0; tries < 500; tries += 1) {
    const { data } = await call(client, 'message_inbox', { unread: true });
    const [first] = data['items'] as readonly { id: string }[]; // the contract of message.inbox
    if (first !== undefined) return first.id;
  }
  throw new Error('the question never arrived');
}

test('the server ends when its client closes', async () => {
  const child = Bun.spawn([program, 'mcp'], {
    cwd: project.dir,
    env: cleanEnvironment(),
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  await child.stdin.end();
  expect(await child.exited).toBe(0);
});
