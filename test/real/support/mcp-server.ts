/** An MCP server on loopback with one tool, `ping`, that says which token called it. */
export interface LabMcpServer extends AsyncDisposable {
  readonly url: string;
  /** The `authorization` header of each tool call. */
  readonly calls: readonly string[];
}

export function startMcpServer(): LabMcpServer {
  const calls: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      if (request.method !== 'POST') return new Response(null, { status: 405 });
      const { id, method } = (await request.json()) as { id?: unknown; method: string };
      if (id === undefined) return new Response(null, { status: 202 });
      if (method === 'tools/call') calls.push(request.headers.get('authorization') ?? '');
      const result = answers[method];
      return Response.json(
        result === undefined
          ? { jsonrpc: '2.0', id, error: { code: -32601, message: 'method not found' } }
          : { jsonrpc: '2.0', id, result },
      );
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/mcp`,
    calls,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

const answers: Readonly<Record<string, object>> = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'lab', version: '1.0.0' },
  },
  'tools/list': {
    tools: [{ name: 'ping', description: 'answers', inputSchema: { type: 'object', properties: {} } }],
  },
  'tools/call': { content: [{ type: 'text', text: 'pong' }] },
};
