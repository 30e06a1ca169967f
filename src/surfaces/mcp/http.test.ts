import { afterEach, describe, expect, test } from 'bun:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { newAgent } from '../../domain/agent.ts';
import { newProfile, type Profile } from '../../domain/profile.ts';
import { newSession, type Session } from '../../domain/session.ts';
import { allOperations } from '../../operations/manifest.ts';
import { connection, createHttpWorld, type HttpWorld } from '../../../test/support/http-world.ts';
import { toolName } from './tools.ts';

const open: Client[] = [];
afterEach(() => Promise.all(open.splice(0).map((client) => client.close())));

type Mode = 'legacy' | 'auto';

async function connect(
  http: HttpWorld,
  { token, path = '/mcp', mode = 'auto' }: { token?: string; path?: string; mode?: Mode },
): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:8000${path}`), {
    fetch: (url, init) => http.app.fetch(new Request(String(url), init as RequestInit), connection),
    ...(token === undefined ? {} : { requestInit: { headers: { authorization: `Bearer ${token}` } } }),
  });
  await client.connect(transport);
  open.push(client);
  return client;
}

async function call(client: Client, name: string, args: Record<string, unknown> = {}) {
  const { structuredContent, isError } = await client.callTool({ name, arguments: args });
  return { data: structuredContent, isError: isError === true };
}

/** An agent of a session whose profile gives it this toolset. */
async function supervised(http: HttpWorld, toolset: Profile['toolset']): Promise<string> {
  const token = `token-${toolset}`;
  await http.world.store.transact((tx) => {
    const id = tx.nextId('agent');
    const tokenHash = new Bun.CryptoHasher('sha256').update(token).digest('hex');
    const agent = newAgent({
      id,
      name: `reviewer-${toolset}`,
      harness: 'claude',
      createdAt: tx.now,
      tokenHash,
    });
    tx.create('agent', agent, { type: 'agent.joined', agent: id });
    tx.create('session', sessionOf(tx.nextId('session'), id, toolset, tx.now), { type: 'session.started' });
  });
  return token;
}

function sessionOf(id: string, agent: string, toolset: Profile['toolset'], now: number): Session {
  const profile = newProfile({ name: 'reviewer', harness: 'claude', permission: 'read', toolset });
  return newSession({ id, agent, profile, directory: '/w', createdAt: now });
}

for (const mode of ['legacy', 'auto'] as const) {
  describe(`with the official client, ${mode}`, () => {
    test('an agent is known by its token, in a header or in the path, and does a task', async () => {
      const http = createHttpWorld();
      const { id, token } = await http.agent('ada');
      const client = await connect(http, { token, mode });
      expect((await client.listTools()).tools.length).toBeLessThanOrEqual(20);
      expect((await call(client, 'task_add', { title: 'Build it' })).data).toMatchObject({ id: 't1' });
      expect((await call(client, 'task_claim')).data).toMatchObject({ id: 't1', holder: id });
      const other = await connect(http, { path: `/mcp/${token}`, mode });
      expect((await call(other, 'task_done', { summary: 'built' })).data).toMatchObject({ state: 'done' });
    });

    test('without a token, or with a wrong one, there is no connection', async () => {
      const http = createHttpWorld();
      for (const path of ['/mcp', '/mcp/wrong'])
        expect(
          await connect(http, { path, mode }).then(
            () => 'connected',
            () => 'refused',
          ),
        ).toBe('refused');
    });

    test('a profile that only reads neither lists nor may call a tool that writes', async () => {
      const http = createHttpWorld();
      const token = await supervised(http, 'read');
      const client = await connect(http, { token, mode, path: '/mcp?toolset=all' });
      const names = (await client.listTools()).tools.map(({ name }) => name);
      expect(names).toContain('task_list');
      expect(names).toContain('message_send');
      const talk = /^(message_(send|ask|reply|inbox)|task_progress|event_(poll|subscribe))$/;
      const writing = allOperations()
        .filter(({ kind, mcp }) => kind === 'command' && mcp !== undefined)
        .map(({ name }) => toolName(name))
        .filter((name) => !talk.test(name));
      expect(writing.length).toBeGreaterThan(5);
      for (const name of writing) {
        expect(names).not.toContain(name);
        expect((await call(client, name)).isError).toBe(true);
      }
      const seq = await http.world.store.read((view) => view.lastSeq);
      await call(client, 'task_add', { title: 'x' });
      expect(await http.world.store.read((view) => view.lastSeq)).toBe(seq);
    });
  });
}

test('the same holds over /v1: no way around the profile', async () => {
  const http = createHttpWorld();
  const token = await supervised(http, 'read');
  expect((await http.send('/v1/tasks', { token, body: { title: 'x' } })).status).toBe(403);
  expect((await http.send('/v1/tasks', { token })).status).toBe(200);
});

test('a call that waits goes on under a handle that is its own caller’s alone', async () => {
  const http = createHttpWorld();
  const ada = await http.agent('ada');
  const bob = await http.agent('bob');
  const client = await connect(http, { token: bob.token });
  expect(await call(client, 'task_claim', { handle: 'h1' })).toMatchObject({
    isError: true,
    data: { error: { code: 'NOT_FOUND' } },
  });
  const mine = await connect(http, { token: ada.token });
  const waiting = call(mine, 'task_claim', { waitMs: 60_000 });
  await call(client, 'task_add', { title: 'Late' });
  expect((await waiting).data).toMatchObject({ title: 'Late', holder: ada.id });
});
