import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { World } from './world.ts';

interface ListedHook {
  readonly key: string;
  readonly currentHash: string;
}

/** What a person's `/hooks` review leaves in config.toml, by the keys and hashes that Codex itself names. */
export async function hookTrustEntries(program: string, world: World): Promise<string> {
  const hooks = await listHooks(program, world);
  if (hooks.length === 0) throw new Error('codex lists no hooks');
  const entries = hooks.map(
    ({ key, currentHash }) => `[hooks.state.${JSON.stringify(key)}]\ntrusted_hash = "${currentHash}"\n`,
  );
  return `\n${entries.join('\n')}`;
}

/** Asks `codex app-server` by JSON-RPC, one message a line. */
async function listHooks(program: string, world: World): Promise<readonly ListedHook[]> {
  const child = Bun.spawn([program, 'app-server'], {
    cwd: world.repo,
    env: world.env,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'ignore',
  });
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify(message)}\n`);
  send({ id: 1, method: 'initialize', params: { clientInfo: { name: 'lab', version: '1' } } });
  send({ method: 'initialized' });
  send({ id: 2, method: 'hooks/list', params: { cwds: [world.repo] } });
  await child.stdin.flush();
  try {
    for await (const line of createInterface({ input: Readable.fromWeb(child.stdout) })) {
      const message = JSON.parse(line) as { id?: number; result?: unknown; error?: unknown }; // JSON-RPC
      if (message.id !== 2) continue;
      if (message.error !== undefined) throw new Error(JSON.stringify(message.error));
      return findHooks(message.result);
    }
    throw new Error('codex app-server ended without an answer');
  } finally {
    child.kill('SIGKILL');
    await child.exited;
  }
}

/** Every object with a key and a hash, however deep the answer nests them. */
function findHooks(value: unknown): readonly ListedHook[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('key' in value && 'currentHash' in value) return [value as ListedHook]; // just checked
  return Object.values(value).flatMap(findHooks);
}
