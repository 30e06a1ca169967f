import { describe, expect, test } from 'bun:test';
import { type DaemonLab, startDaemonLab } from './support/daemon-lab.ts';
import { type Harness, harnesses } from './support/harness.ts';
import { claude } from './support/harnesses/claude.ts';
import { isRealSkipped } from './support/skip.ts';
import { delegations } from './support/subagents.ts';

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
          after: [{ text: 'it is done' }],
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
        // The reason, where it follows by itself, may be a request of its own.
        if (goesOnAfterRefusal(harness)) expect(lab.timesAsked('reject')).toBeGreaterThan(1);
        if (hearsWhyAtOnce(harness)) expect(await lab.asked('reject', 2)).toContain('NOT-THAT-ONE');
        await lab.tell('ada', 'do another thing [[after]]');
        expect(await lab.untilTurns(id, 4)).toMatchObject({ lastResult: 'it is done' });
        expect(await lab.asked('after')).toContain('NOT-THAT-ONE');
        expect(await lab.world.json(['requests', '--all'])).toMatchObject([
          { id: unwanted, outcome: 'reject', text: 'NOT-THAT-ONE' },
          { id: wanted, outcome: 'approve', agentName: 'ada' },
        ]);

        const usage = await lab.world.json<Usage>(['usage']);
        expect(usage.total.turns).toBe(4);
        expect(usage.rows).toMatchObject([{ label: 'ada', turns: 4, tools: 2 }]);
        expect(usage.total.inputTokens).toBeGreaterThan(0);
        expect(usage.total.outputTokens).toBeGreaterThan(0);
      },
      timeoutMs,
    );

  for (const { name, scenes, prepare } of delegations)
    test(
      `${name}: what a subagent asks for comes to the inbox too, and its words are not the answer`,
      async () => {
        const harness = harnesses.find((one) => one.name === name);
        if (harness === undefined) throw new Error(`${name} is one of them`);
        await using lab = await startDaemonLab(harness, scenes(harness));
        await prepare?.(lab);
        const { id } = await lab.start('asks', 'ada', 'delegate it [[parent]]');
        await lab.person('approve', await openRequest(lab, 'sub.txt'));
        const { lastResult } = await lab.untilTurns(id, 1);
        expect(lastResult).toBe('the answer');
        expect(await lab.fileText('sub.txt')).toBe('sub\n');
      },
      timeoutMs,
    );

  test(
    'claude: what its model wants to know is answered with a reply',
    async () => {
      const options = [
        { label: 'Red', description: 'warm' },
        { label: 'Blue', description: 'cold' },
      ];
      const questions = [{ question: 'Which colour?', header: 'Colour', multiSelect: false, options }];
      await using lab = await startDaemonLab(claude, {
        ask: [{ tool: 'AskUserQuestion', input: { questions } }, { text: 'it is painted' }],
      });
      const { id } = await lab.start('asks', 'ada', 'paint it [[ask]]');
      const question = await lab.request();
      expect(question).toMatchObject({ kind: 'question', title: 'Which colour?' });
      await lab.person('reply', question.id, 'The dark blue one');
      expect(await lab.untilTurns(id, 1)).toMatchObject({ lastResult: 'it is painted' });
      expect(await lab.asked('ask', 2)).toContain('The dark blue one');
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

/** The protocols of the others have no place for a reason: Codex is told it while its turn goes on, the rest with the next one. */
const hearsWhyAtOnce = ({ name }: Harness): boolean => name === 'claude';

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
