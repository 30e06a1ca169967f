import { describe, expect, test } from 'bun:test';
import { type DaemonLab, startDaemonLab } from './support/daemon-lab.ts';
import { type Harness, harnesses } from './support/harness.ts';
import { isRealSkipped } from './support/skip.ts';

const timeoutMs = 240_000;

describe.skipIf(isRealSkipped)('a real CLI that the daemon runs', () => {
  for (const harness of harnesses)
    test(
      `${harness.name}: streams, asks, does what a person decides, and says what it used`,
      async () => {
        const saidHalf = Promise.withResolvers<void>();
        await using lab = await startDaemonLab(harness, {
          stream: [{ text: 'one half, ', rest: { after: saidHalf.promise, text: 'and the other' } }],
          approve: [harness.turns.shell('echo made > made.txt'), { text: 'it is made' }],
          reject: [harness.turns.shell('echo spoilt > spoilt.txt'), { text: 'it is left' }],
        });
        const { id } = await lab.start('asks', 'ada', 'tell it [[stream]]');
        await using transcript = lab.follow('ada');
        await transcript.until(({ type, text }) => type === 'text-delta' && text === 'one half, ');
        expect((await lab.untilSession(id, ({ state }) => state === 'working')).turns).toBe(0);
        saidHalf.resolve();
        const first = await lab.untilTurns(id, 1);
        expect(first).toMatchObject({ lastReason: 'completed', lastResult: 'one half, and the other' });

        await lab.tell('ada', 'make it [[approve]]');
        const wanted = await openRequest(lab, 'made.txt');
        await lab.person('approve', wanted);
        expect(await lab.untilTurns(id, 2)).toMatchObject({ lastResult: 'it is made' });
        expect(await lab.fileText('made.txt')).toBe('made\n');

        await lab.tell('ada', 'spoil it [[reject]]');
        const unwanted = await openRequest(lab, 'spoilt.txt');
        await lab.person('reject', unwanted, '-r', 'NOT-THAT-ONE');
        await lab.untilTurns(id, 3);
        expect(await lab.fileText('spoilt.txt')).toBeNull();
        if (goesOnAfterRefusal(harness)) expect(lab.timesAsked('reject')).toBe(2);
        if (saysWhy(harness)) expect(await lab.asked('reject', 2)).toContain('NOT-THAT-ONE');
        expect(await lab.world.json(['requests', '--all'])).toMatchObject([
          { id: unwanted, outcome: 'reject', text: 'NOT-THAT-ONE' },
          { id: wanted, outcome: 'approve', agentName: 'ada' },
        ]);

        const usage = await lab.world.json<Usage>(['usage']);
        expect(usage.total.turns).toBe(3);
        expect(usage.rows).toMatchObject([{ label: 'ada', turns: 3, tools: 2 }]);
        expect(usage.total.inputTokens).toBeGreaterThan(0);
        expect(usage.total.outputTokens).toBeGreaterThan(0);
      },
      timeoutMs,
    );
});

interface Usage {
  readonly rows: readonly object[];
  readonly total: { readonly turns: number; readonly inputTokens: number; readonly outputTokens: number };
}

/** Copilot CLI ends the turn. */
const goesOnAfterRefusal = ({ name }: Harness): boolean => name !== 'copilot';

/** The protocols of the others have no place for a reason. */
const saysWhy = ({ name }: Harness): boolean => name === 'claude';

/** The one request that waits, after everybody was shown it: its agent waits, and a person's inbox begins with it. */
async function openRequest(lab: DaemonLab, file: string): Promise<string> {
  const { id } = await lab.request();
  expect(await lab.world.json(['requests'])).toMatchObject([
    { id, requestKind: 'permission', agentName: 'ada', command: expect.stringContaining(file) },
  ]);
  expect((await lab.person('inbox')).split('\n')[0]).toContain(id);
  expect(await lab.world.json(['ps'])).toContainEqual(
    expect.objectContaining({ name: 'ada', state: 'needs you' }),
  );
  return id;
}
