import type { Hono } from 'hono';
import type { Context as Exchange } from 'hono';
import type { Shoal } from '../../shoal.ts';
import type { McpCaller, McpHttp } from '../mcp/http.ts';
import { narrowed } from '../mcp/tools.ts';
import type { Env } from './env.ts';
import { contextOf, type Principal, refuseGone } from './identity.ts';

export interface McpRoutesOptions {
  readonly shoal: Shoal;
  readonly version: string;
  readonly bodyBytesMax: number;
  readonly stopping: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** MCP at /mcp, or at /mcp/TOKEN for clients that cannot set a header. The SDK is loaded by the first call. */
export function mcpRoutes(app: Hono<Env>, options: McpRoutesOptions): void {
  const { shoal, stopping } = options;
  let served: Promise<McpHttp> | undefined;
  const load = async () => {
    const { createMcpHttp } = await import('../mcp/http.ts');
    const mcp = createMcpHttp(options);
    stopping.addEventListener('abort', () => void mcp.close().catch(options.onError), { once: true });
    return mcp;
  };
  const answer = async (c: Exchange<Env>) => {
    const principal = c.get('principal');
    refuseGone(principal);
    const mcp = await (served ??= load());
    const url = new URL(c.req.url);
    // The token in the path has been seen: nothing behind this line shall meet it.
    const request = new Request(`${url.origin}/mcp`, c.req.raw);
    return mcp.fetch(request, callerOf(shoal, principal, c.req.raw));
  };
  app.all('/mcp', answer);
  app.all('/mcp/:token', answer);
}

function callerOf(shoal: Shoal, principal: Principal, { signal, url }: Request): McpCaller {
  const asked = new URL(url).searchParams.get('toolset');
  return {
    signal,
    key: principal.agent ?? 'human',
    toolset: narrowed(principal.toolset, asked),
    contextFor: (call) => contextOf(shoal, principal, call),
  };
}
