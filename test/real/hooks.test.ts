import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { type Harness, harnesses } from './support/harness.ts';
import { ensureInstalled } from './support/install.ts';
import { type ModelServer, startModelServer, type Step } from './support/model-server.ts';
import { runHarness } from './support/run.ts';
import { isRealSkipped } from './support/skip.ts';
import { createShoalWorld, type Other, type ShoalWorld } from './support/workspace.ts';

const timeoutMs = 300_000;

describe.skipIf(isRealSkipped)('a real session whose permissions are bypassed', () => {
  for (const harness of harnesses) {
    test(
      `${harness.name}: is briefed, refused a locked file, works, gets mail, is held at the end, and is one agent throughout`,
      async () => {
        await ensureInstalled(harness);
        await using world = await createShoalWorld({ files: { 'locked.txt': 'one\n' } });
        await world.shoal(['setup', `--${harness.name}`, '-y']);
        const other = await world.join('other');
        await world.shoal(['lock', 'locked.txt', '--intent', 'rewriting it'], other);
        await world.shoal(['add', 'Write the page'], other);
        await using server = startModelServer(script(harness, world, other));

        const result = await runHarness(harness, { world, server, prompt: 'do the work' });

        expect(result.exitCode, result.stderr + result.stdout).toBe(0);
        const said = requestTexts(server);

        expect(said[0]).toContain('Shoal: you are ');
        expect(said[1]).toContain('locked.txt is locked by other');
        expect(said[1]).toContain('rewriting it');
        expect(said[2]).toContain('Write the page');
        expect(said[3]).toContain('read the style guide first');
        if (holdsAtStop(harness)) expect(said[5]).toContain('You still hold t1');
        expect(await Bun.file(join(world.repo, 'locked.txt')).text()).toBe('one\n');
        expect((await Bun.file(join(world.repo, 'free.txt')).text()).trim()).toBe('free');
        await expectOneAgent(world, harness, said[4] ?? '');
      },
      timeoutMs,
    );
  }
});

describe.skipIf(isRealSkipped)('a real session with its ordinary permissions', () => {
  for (const harness of harnesses) {
    test(
      `${harness.name}: is refused a locked file, and claims and finishes a task in its shell`,
      async () => {
        await ensureInstalled(harness);
        await using world = await createShoalWorld({ files: { 'locked.txt': 'one\n' } });
        await world.shoal(['setup', `--${harness.name}`, '-y']);
        const other = await world.join('other');
        await world.shoal(['lock', 'locked.txt'], other);
        await world.shoal(['add', 'Write the page'], other);
        const { edit, shell } = harness.turns;
        await using server = startModelServer([
          edit(join(world.repo, 'locked.txt'), 'one', 'two'),
          shell('shoal claim --json'),
          shell('shoal done --json --summary written'),
          { text: 'all work is done' },
        ]);

        const result = await runHarness(harness, { world, server, prompt: 'do the work', bypass: false });

        expect(result.exitCode, result.stderr + result.stdout).toBe(0);
        const said = requestTexts(server);
        expect(said[1]).toContain('locked.txt is locked by other');
        expect(said[2]).toContain('Write the page');
        expect(await Bun.file(join(world.repo, 'locked.txt')).text()).toBe('one\n');
        const task = await world.json(['show', 't1']);
        expect(task).toMatchObject({ state: 'done', result: 'written' });
        await expectOneAgent(world, harness);
      },
      timeoutMs,
    );
  }
});

/** What the model says, and in between what the other agent does. */
function script(harness: Harness, world: ShoalWorld, other: Other): readonly Step[] {
  const { edit, shell, write, mcp } = harness.turns;
  const finish = shell('shoal done --json --summary written');
  return [
    edit(join(world.repo, 'locked.txt'), 'one', 'two'),
    shell('shoal claim --json'),
    async () => {
      await world.shoal(['msg', 'read the style guide first', '--to', '@all'], other);
      return write(join(world.repo, 'free.txt'), 'free\n');
    },
    mcp('shoal', 'agent_prime', {}),
    ...(holdsAtStop(harness) ? [{ text: 'I stop here' }] : []),
    finish,
    { text: 'all work is done' },
  ];
}

/** `opencode run` ends with the turn: nothing can keep it. */
function holdsAtStop({ name }: Harness): boolean {
  return name !== 'opencode';
}

function requestTexts(server: ModelServer): readonly string[] {
  return server.requests.map(({ body }) => JSON.stringify(body));
}

interface Event {
  readonly type: string;
  readonly agent: string | null;
  readonly actor: string | null;
  readonly task: string | null;
}

/** Hooks, shell and MCP server are the same agent; it has left, or its process is known to be dead. */
async function expectOneAgent(world: ShoalWorld, { name }: Harness, mcpAnswer?: string): Promise<void> {
  const events = await world.json<readonly Event[]>(['log', '-n', '200']);
  const joined = events.filter(({ type }) => type === 'agent.joined').map(({ agent }) => agent);
  const [agent] = joined.filter((id) => id !== 'a1');
  expect(joined).toHaveLength(2);
  const task = await world.json<{ completedBy: string; completedByName: string }>(['show', 't1']);
  expect(task.completedBy).toBe(agent ?? '');
  const acts = events.filter(({ type }) => type === 'task.claimed' || type === 'task.done');
  expect(acts.map(({ actor }) => actor)).toEqual([agent ?? '', agent ?? '']);
  if (mcpAnswer !== undefined) {
    expect(mcpAnswer).toContain(task.completedByName);
    expect(events.filter(({ type, actor }) => type === 'lock.taken' && actor === agent)).toHaveLength(1);
  }
  const rows = await world.json<readonly { id: string; state: string }[]>(['ps']);
  expect(
    rows.filter((row) => row.id === agent && row.state !== 'gone'),
    name,
  ).toEqual([]);
}
