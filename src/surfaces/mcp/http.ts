import { createMcpHandler } from '@modelcontextprotocol/server';
import { createCaller } from './call.ts';
import type { ContextFor } from './context-for.ts';
import { createPending, type Pending } from './pending.ts';
import { createToolServer } from './server.ts';
import { toolset, type ToolsetName } from './tools.ts';

/** Who sent a request, as its token proved. */
export interface McpCaller {
  /** Tells callers apart. */
  readonly key: string;
  readonly toolset: ToolsetName;
  readonly contextFor: ContextFor;
  /** Aborted when the client has gone away. */
  readonly signal: AbortSignal;
}

export interface McpHttp {
  readonly fetch: (request: Request, caller: McpCaller) => Promise<Response>;
  readonly close: () => Promise<void>;
}

export interface McpHttpOptions {
  readonly version: string;
  readonly bodyBytesMax: number;
  readonly onError: (error: unknown) => void;
}

/** Nobody has asked for a call's outcome for so long that nobody will. */
const ABANDON_AFTER_MS = 120_000;
/** Callers whose waiting calls are kept; the one that called longest ago gives way. */
const CALLERS_MAX = 1_000;

/**
 * MCP over streamable HTTP, both protocol eras, without sessions: each request is served by itself, and who it is by comes
 * with it. Only calls that wait outlive their request, under a handle that their own caller alone can ask for.
 */
export function createMcpHttp({ version, bodyBytesMax, onError }: McpHttpOptions): McpHttp {
  const pending = new Map<string, Pending>();
  const handler = createMcpHandler(
    ({ authInfo, requestInfo }) => {
      const caller = authInfo?.extra?.['caller'] as McpCaller; // put there below, for every request
      const tools = toolset(caller.toolset);
      const callTool = createCaller({ contextFor: caller.contextFor, tools, pending: pendingOf(caller.key) });
      const key = requestInfo?.headers.get('idempotency-key') ?? undefined;
      return createToolServer({
        version,
        tools,
        // Ids of requests begin anew with each client: without a session they are no key.
        call: (asked) => callTool({ ...asked, key, signal: AbortSignal.any([asked.signal, caller.signal]) }),
      });
    },
    { legacy: 'stateless', maxRequestBodySize: bodyBytesMax, onerror: onError },
  );

  function pendingOf(key: string): Pending {
    const known = pending.get(key) ?? createPending(undefined, ABANDON_AFTER_MS);
    pending.delete(key);
    pending.set(key, known);
    const [oldest] = pending.keys();
    if (pending.size > CALLERS_MAX && oldest !== undefined) {
      pending.get(oldest)?.abort();
      pending.delete(oldest);
    }
    return known;
  }

  return {
    fetch: async (request, caller) => {
      // Whoever handles it further on has no need of the token.
      const authInfo = { token: '', clientId: caller.key, scopes: [caller.toolset], extra: { caller } };
      return handler.fetch(request, { authInfo });
    },
    close: async () => {
      for (const one of pending.values()) one.abort();
      await handler.close();
    },
  };
}
