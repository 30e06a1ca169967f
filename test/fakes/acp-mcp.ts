import { createInterface } from 'node:readline';

/** A small MCP server with one tool, `ping`, which answers `pong-NAME`; over stdio as a program, over HTTP in a test. */
interface Message {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly protocolVersion?: string };
}

if (import.meta.main) {
  const name = process.argv[2] ?? 'nobody';
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = answer(JSON.parse(line) as Message, name); // JSON-RPC
    if (reply !== null) process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

export const pingServerCommand = (name: string): readonly [string, string, string] => [
  process.execPath,
  import.meta.path,
  name,
];

/** Serves it on loopback and tells what authorization each call carried. */
export function servePing(name: string): AsyncDisposable & { readonly url: string; readonly seen: string[] } {
  const seen: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      if (request.method !== 'POST') return new Response('', { status: 405 });
      seen.push(request.headers.get('authorization') ?? '');
      const reply = answer((await request.json()) as Message, name); // JSON-RPC
      return reply === null ? new Response('', { status: 202 }) : Response.json(reply);
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/mcp`,
    seen,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

function answer({ id, method, params }: Message, name: string): object | null {
  if (id === undefined) return null;
  const result = resultOf(method, params?.protocolVersion ?? '2025-06-18', name);
  if (result !== null) return { jsonrpc: '2.0', id, result };
  return { jsonrpc: '2.0', id, error: { code: -32_601, message: `no ${method}` } };
}

function resultOf(method: string, protocolVersion: string, name: string): object | null {
  switch (method) {
    case 'initialize':
      return { protocolVersion, capabilities: { tools: {} }, serverInfo: { name, version: '1' } };
    case 'tools/list':
      return { tools: [{ name: 'ping', description: 'Answers', inputSchema: { type: 'object' } }] };
    case 'tools/call':
      return { content: [{ type: 'text', text: `pong-${name}` }] };
    default:
      return null;
  }
}
