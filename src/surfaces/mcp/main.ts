import { randomUUID } from 'node:crypto';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { openShoal } from '../../shoal.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import { surfaceFlags } from '../cli/surface-flags.ts';
import { createCaller } from './call.ts';
import { createPending } from './pending.ts';
import { createToolServer } from './server.ts';
import { narrowed, toolset } from './tools.ts';

/** Serves the tools on standard input and output until the client closes them. Both protocol eras get the same server. */
export async function runMcp(call: SurfaceCall): Promise<number> {
  await using shoal = openShoal({ dir: call.globals.dir, cwd: process.cwd(), env: call.env });
  const tools = toolset(narrowed('all', askedToolset(call.words)));
  const pending = createPending();
  const connection = randomUUID();
  const callTool = createCaller({ contextFor: shoal.context, tools, pending });
  const closed = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  const handle = serveStdio(() =>
    createToolServer({
      version: call.version,
      tools,
      call: (asked, id) => callTool({ ...asked, key: `mcp-${connection}-${id}` }),
    }),
  );
  await closed;
  pending.abort();
  await handle.close();
  return 0;
}

/** `--toolset=NAME`, or `--all`. */
function askedToolset(words: readonly string[]): string | null {
  const options = { toolset: { type: 'string' }, all: { type: 'boolean' } } as const;
  const { values } = surfaceFlags('mcp', { args: [...words], options });
  return values.toolset ?? (values.all === true ? 'all' : null);
}
