/** An MCP server on loopback with one tool, `ping`, that says which token called it. */
export interface LabMcpServer extends AsyncDisposable {
  readonly url: string;
  /** The method of every request: none when no client has even connected. */
  readonly requests: readonly string[];
  /** The `authorization` header of each tool call. */
  readonly calls: readonly string[];
}

export function startMcpServer(): LabMcpServer {
  const requests: string[] = [];
  const calls: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      if (request.method !== 'POST') return new Response(null, { status: 405 });
      const { id, method, params } = (await request.json()) as Message; // JSON-RPC
      requests.push(method);
      if (id === undefined) return new Response(null, { status: 202 });
      if (method === 'tools/call') calls.push(request.headers.get('authorization') ?? '');
      const result = method === 'initialize' ? welcome(params?.protocolVersion) : answers[method];
      return Response.json(
        result === undefined
          ? { jsonrpc: '2.0', id, error: { code: -32601, message: 'method not found' } }
          : { jsonrpc: '2.0', id, result },
      );
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/mcp`,
    requests,
    calls,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

interface Message {
  readonly id?: unknown;
  readonly method: string;
  readonly params?: { readonly protocolVersion?: string };
}

/** In the client's own version of the protocol. */
function welcome(protocolVersion = '2025-11-25'): object {
  return { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'lab', version: '1.0.0' } };
}

const answers: Readonly<Record<string, object>> = {
  'tools/list': {
    tools: [{ name: 'ping', description: 'answers', inputSchema: { type: 'object', properties: {} } }],
  },
  'tools/call': { content: [{ type: 'text', text: 'pong' }] },
};
