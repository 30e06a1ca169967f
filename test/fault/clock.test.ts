import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { Workspace } from './support/workspace.ts';

interface Task {
  readonly id: string;
  readonly state: string;
  readonly holderName: string | null;
}

/** Debian's libfaketime sets the wall clock of one process; the built program takes it as its own (checked below). */
const libraries = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
];
const library = libraries.find((path) => existsSync(path));
if (library === undefined)
  console.log("SKIPPED: jumps of the wall clock; install Debian's libfaketime to test them.");

function at(offset: string): Record<string, string> {
  return { LD_PRELOAD: library ?? '', FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}

const hours: readonly (readonly [offset: string, word: string])[] = [
  ['+3600s', 'forward'],
  ['-3600s', 'back'],
];

for (const [offset, word] of hours) {
  test.skipIf(library === undefined)(
    `laws 3, 7: an hour ${word} ends no lease that lives and keeps none that lapses`,
    async () => {
      await using workspace = await Workspace.create();
      const env = at(offset);
      await workspace.join('holder');
      await workspace.join('other');
      const { id } = await workspace.ok<Task>(['add', 'build'], { as: 'holder' });
      await workspace.ok(['claim', '--lease', '10m'], { as: 'holder' });
      await workspace.ok(['lock', 'src/a.ts', '--lease', '10m'], { as: 'holder' });

      const jumped = await workspace.ok<{ createdAt: string }>(
        ['add', 'what time is it?', '--for', 'nobody-here'],
        { env },
      );
      expect(Math.abs(Date.parse(jumped.createdAt) - Date.now())).toBeGreaterThan(3_500_000);
      for (const clock of [env, {}, env]) {
        expect(await workspace.run(['claim'], { as: 'other', env: clock })).toMatchObject({ code: 3 });
        expect(await workspace.run(['lock', 'src/a.ts'], { as: 'other', env: clock })).toMatchObject({
          code: 4,
        });
        expect(await workspace.ok<Task>(['show', id], { env: clock })).toMatchObject({
          state: 'running',
          holderName: 'holder',
        });
      }
      await workspace.ok(['done', id, '--summary', 'in time'], { as: 'holder', env });

      await workspace.ok(['add', 'short'], { as: 'holder', env });
      await workspace.ok(['claim', '--lease', '1s'], { as: 'holder', env: {} });
      const taken = await workspace.run(['claim', '--wait', '20s'], { as: 'other', env });
      expect(taken).toMatchObject({ code: 0, json: { title: 'short', holderName: 'other', generation: 2 } });
    },
    60_000,
  );
}

test.skipIf(library === undefined)(
  'law 9: events stay in order through jumps of the clock',
  async () => {
    await using workspace = await Workspace.create();
    for (const env of [{}, at('+3600s'), at('-3600s'), {}, at('-3600s')])
      await workspace.ok(['add', 'a task'], { env });
    const { events } = await workspace.export();
    expect(events.filter(({ type }) => type === 'task.added').map(({ id }) => id)).toEqual([
      't1',
      't2',
      't3',
      't4',
      't5',
    ]);
    const seqs = events.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  },
  60_000,
);
