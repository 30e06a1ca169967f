import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { demoFailure } from '../failure.ts';
import { awaitEvent } from '../event-stream.ts';
import { selfCommand } from '../self.ts';
import type { AgentWorld, ClaimedTask, Plane } from './plane.ts';

const waitMs = 20_000;

/** An agent whose harness speaks MCP: every step is a tool call to `shoal mcp` on standard input and output. */
export function toolPlane(world: AgentWorld): Plane {
  const server = startServer(world);
  const call = (name: string, args: object) => server.call(name, args);
  const lock = async (path: string, { title }: ClaimedTask) => {
    await call('lock_take', { paths: [path], waitMs, intent: title });
  };
  return {
    open: lock,
    lock,
    async join() {
      await server.initialize();
      await call('agent_join', { name: world.name, capabilities: [...world.capabilities] });
    },
    async claim(signal) {
      while (!signal.aborted) {
        const stopped = new Promise<null>((resolve) =>
          signal.addEventListener('abort', () => resolve(null), { once: true }),
        );
        const answer = await Promise.race([call('task_claim', { waitMs }), stopped]);
        if (answer !== null && typeof answer['id'] === 'string') return answer as unknown as ClaimedTask; // its contract
      }
      return null;
    },
    async unlock(path) {
      await call('lock_release', { paths: [path] });
    },
    wrote: async () => undefined,
    async progress(text) {
      await call('task_progress', { text });
    },
    async done(summary) {
      await call('task_done', { summary });
    },
    async send(text, to) {
      await call('message_send', { text, to });
    },
    async readMail() {
      const { items } = (await call('message_inbox', { unread: true })) as {
        items?: readonly { id: string }[];
      }; // its contract
      for (const { id } of items ?? []) await seen(world, id);
    },
    async leave() {
      await call('agent_leave', {});
      await server.close();
    },
  };
}

/** A message counts as seen once the answer that holds it was written out: after the call has returned. */
async function seen({ name, directory, env }: AgentWorld, message: string): Promise<void> {
  await awaitEvent(
    directory,
    env,
    `${message} to be seen`,
    ({ id, agentName }) => id.startsWith(`${message}:`) && agentName === name,
    'message.seen',
  );
}

type Answer = Readonly<Record<string, unknown>>;

interface Server {
  initialize(): Promise<void>;
  /** The tool's structured answer. Throws when the tool refuses. */
  call(name: string, args: object): Promise<Answer>;
  close(): Promise<void>;
}

/** JSON-RPC, one message per line. Source: MCP 2025-06-18, transports, stdio. */
function startServer({ name: agent, directory, env }: AgentWorld): Server {
  const [program = '', ...args] = selfCommand();
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(program, [...args, 'mcp', '--all'], {
    cwd: directory,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const waiting = new Map<number, (message: Answer) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Answer; // our own program's output
    waiting.get(Number(message['id']))?.(message);
  });
  let last = 0;
  const send = (message: object) =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (method: string, params: object) =>
    new Promise<Answer>((resolve) => {
      const id = (last += 1);
      waiting.set(id, resolve);
      send({ id, method, params });
    });
  return {
    async initialize() {
      await request('initialize', {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: agent, version: '1' },
      });
      send({ method: 'notifications/initialized' });
    },
    async call(name, args) {
      const { result, error } = await request('tools/call', { name, arguments: args });
      const { structuredContent, isError, content } = (result ?? {}) as {
        structuredContent?: Answer;
        isError?: boolean;
        content?: unknown;
      }; // CallToolResult
      if (error !== undefined || isError === true)
        throw demoFailure(`${agent}: ${name} was refused: ${JSON.stringify(error ?? content)}`);
      return structuredContent ?? {};
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
