import { type CallToolResult, Server } from '@modelcontextprotocol/server';
import type { ToolCall } from './call.ts';
import type { OfferedTool } from './tools.ts';

const INSTRUCTIONS = [
  'Shoal coordinates the coding agents that work in this repository.',
  'Call agent_prime first and after every context compaction; agent_join once if it says so.',
  'Loop: task_claim, lock_take what you will edit, work, task_progress, task_done or task_fail, message_inbox, and again.',
].join(' ');

export interface ToolServerOptions {
  readonly version: string;
  readonly tools: readonly OfferedTool[];
  readonly call: (asked: Omit<ToolCall, 'key'>, requestId: string) => Promise<CallToolResult>;
}

/** One server for both protocol eras; whoever serves it decides the transport. */
export function createToolServer({ version, tools, call }: ToolServerOptions): Server {
  const server = new Server(
    { name: 'shoal', version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  server.setRequestHandler('tools/list', () => ({ tools: tools.map(({ tool }) => tool) }));
  server.setRequestHandler('tools/call', ({ params }, { mcpReq }) =>
    call({ name: params.name, args: params.arguments ?? {}, signal: mcpReq.signal }, String(mcpReq.id)),
  );
  return server;
}
