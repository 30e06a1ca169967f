import { Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { openShoal } from '../../shoal.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import { createCaller } from './call.ts';
import { toolset } from './tools.ts';

const INSTRUCTIONS = [
  'Shoal coordinates the coding agents that work in this repository.',
  'Call agent_prime first and after every context compaction; agent_join once if it says so.',
  'Loop: task_claim, lock_take what you will edit, work, task_progress, task_done or task_fail, message_inbox, and again.',
].join(' ');

/** Serves the tools on standard input and output until the client closes them. Both protocol eras get the same server. */
export async function runMcp(call: SurfaceCall): Promise<number> {
  await using shoal = openShoal({ dir: call.globals.dir, cwd: process.cwd(), env: call.env });
  const tools = toolset(call.words.includes('--all'));
  const caller = createCaller(shoal, tools);
  const closed = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  const handle = serveStdio(() => {
    const server = new Server(
      { name: 'shoal', version: call.version },
      { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
    );
    server.setRequestHandler('tools/list', () => ({ tools: tools.map(({ tool }) => tool) }));
    server.setRequestHandler('tools/call', ({ params }, { mcpReq }) =>
      caller.call(params.name, params.arguments ?? {}, String(mcpReq.id), mcpReq.signal),
    );
    return server;
  });
  await closed;
  caller.abort();
  await handle.close();
  return 0;
}
