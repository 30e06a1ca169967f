import { expect, test } from 'bun:test';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createServed, type Served } from '../support/agents.ts';
import { canMount, fill, mounted } from './support/tmpfs.ts';

test.skipIf(!canMount)(
  'on a full disk the daemon lives on; what its agent did meanwhile is told once there is room',
  async () => {
    const gate = Promise.withResolvers<Response>();
    const atGate = Promise.withResolvers<void>();
    const fetchGate = (): Promise<Response> => {
      atGate.resolve();
      return gate.promise;
    };
    using server = Bun.serve({ hostname: '127.0.0.1', port: 0, idleTimeout: 0, fetch: fetchGate });
    using disk = mounted('24m');
    await using served = await createServed({
      below: disk.path,
      env: { FAKE_GATE: `http://127.0.0.1:${server.port}` },
    });
    const id = await served.start('fake', 'fay', 'work [[gate open]]');
    await served.untilSession(id, ({ state }) => state === 'working');
    // What it was given it writes down itself, on the same disk.
    await atGate.promise;
    const daemon = served.daemonPid();

    const filler = join(disk.path, 'filler');
    fill(filler);
    gate.resolve(new Response('go'));
    await untilRefused(served);
    const health = await fetch('http://localhost/health', { unix: socketOf(served) });
    expect(health.status).toBe(200);

    rmSync(filler);
    const session = await served.untilSession(id, ({ state, turns }) => state === 'idle' && turns === 1);
    expect(session).toMatchObject({ starts: 1, crashes: 0, lastReason: 'completed' });
    await served.untilSeen(await served.tell('fay', 'with room again'));
    await served.untilSession(id, ({ turns }) => turns === 2);
    expect(served.daemonPid()).toBe(daemon);
    const transcript = readFileSync(join(served.project.dir, `.shoal/transcripts/${id}.jsonl`), 'utf8');
    const entries = transcript
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(entries.filter(({ type }) => type === 'turn-end')).toHaveLength(2);
  },
  90_000,
);

function socketOf({ project }: Served): string {
  const info = JSON.parse(readFileSync(join(project.dir, '.shoal/serve.json'), 'utf8')) as { socket: string };
  return info.socket;
}

/** Whoever still wants to write is told why not. */
async function untilRefused({ project, me }: Served): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const ran = await project.run(['add', `task ${tries}`, '-d', 'x'.repeat(20_000), '--json'], { env: me });
    if (ran.code === 0) continue;
    expect([ran.code, ran.stdout]).toEqual([75, expect.stringContaining('STORE_FULL')]);
    return;
  }
  throw new Error('the disk has not become full');
}
