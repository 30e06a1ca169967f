import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'bun:test';
import { type DaemonLab, startDaemonLab } from './support/daemon-lab.ts';
import { type Harness, harnesses } from './support/harness.ts';
import { isRealSkipped } from './support/skip.ts';

const timeoutMs = 240_000;
const never = new Promise<void>(() => undefined);

describe.skipIf(isRealSkipped)('a real CLI that the daemon runs', () => {
  for (const harness of harnesses) {
    test(
      `${harness.name}: hears what it is told meanwhile, and interrupted it answers what it is asked next`,
      async () => {
        await using lab = await startDaemonLab(harness, {
          work: [
            harness.turns.shell('read word < gate && echo "$word" > worked.txt'),
            { text: 'it is done' },
          ],
          word: [{ text: 'it is heard' }],
          hold: [{ text: 'LATE', rest: { after: never, text: '' } }],
          later: [{ text: 'it is later' }],
          busy: [{ text: 'LATE', rest: { after: never, text: '' } }],
          urgent: [{ text: 'it is urgent' }],
        });
        const gate = await lab.gate('gate');
        const { id } = await lab.start('does', 'ada', 'work [[work]]');
        await using transcript = lab.follow('ada');
        await transcript.until(({ type }) => type === 'tool-call');
        const word = await lab.tell('ada', 'by the way [[word]]');
        if (steers(harness)) await transcript.until((entry) => isAccepted(entry, word));
        await gate.open('worked');
        const heard = await lab.untilSession(id, ({ lastResult }) => lastResult === 'it is heard');
        expect(heard.turns).toBe(steers(harness) ? 1 : 2);
        expect(await lab.fileText('worked.txt')).toBe('worked\n');
        await lab.untilSeen(word);

        await lab.tell('ada', 'wait [[hold]]');
        await lab.asked('hold');
        const later = await lab.tell('ada', 'not now [[later]]', '--priority', 'idle');
        await lab.person('interrupt', 'ada');
        await lab.untilSession(id, ({ lastResult }) => lastResult === 'it is later');
        await lab.untilSeen(later);

        if (!steers(harness)) {
          await lab.tell('ada', 'wait again [[busy]]');
          await lab.asked('busy');
          await lab.tell('ada', 'at once [[urgent]]', '--now');
          await lab.untilSession(id, ({ lastResult }) => lastResult === 'it is urgent');
        }
        expect(await turnsOf(lab)).toEqual([
          ...(steers(harness) ? [] : [['completed', 'it is done'] as const]),
          ['completed', 'it is heard'],
          ['interrupted', expect.any(String)],
          ['completed', 'it is later'],
          ...(steers(harness) ? [] : givenWay),
        ]);
      },
      timeoutMs,
    );

    test(
      `${harness.name}: killed with -9 it goes on, and so it does when the daemon is, and when all are`,
      async () => {
        const released = Promise.withResolvers<void>();
        await using lab = await startDaemonLab(harness, {
          first: [{ text: 'answer one' }],
          die: [{ text: 'holding', rest: { after: never, text: '' } }, { text: 'it survived' }],
          daemon: [{ text: 'holding on', rest: { after: released.promise, text: ', and released' } }],
          all: [{ text: 'holding', rest: { after: never, text: '' } }, { text: 'all survived' }],
        });
        const { id } = await lab.start('does', 'ada', 'say [[first]]');
        await lab.untilTurns(id, 1);

        await lab.tell('ada', 'wait [[die]]');
        await lab.asked('die');
        const before = await lab.untilSession(id, ({ state }) => state === 'working');
        await lab.kill(before.process?.pid ?? 0);
        const risen = await lab.untilSession(id, ({ lastResult }) => lastResult === 'it survived');
        expect(risen).toMatchObject({ starts: 2, crashes: 0 });
        // Gemini CLI overwrites a session that is gone on with in the minute of its start: the agent begins anew.
        if (harness.name !== 'gemini') {
          expect(risen.harnessSession).toBe(before.harnessSession);
          expect(await lab.asked('die', 2)).toContain('answer one');
        }

        const message = await lab.tell('ada', 'hold on [[daemon]]');
        await lab.asked('daemon');
        await lab.untilSession(id, ({ state }) => state === 'working');
        await lab.kill(await lab.daemonPid());
        released.resolve();
        await lab.serve();
        const back = await lab.untilSession(
          id,
          ({ lastResult }) => lastResult === 'holding on, and released',
        );
        expect(back).toMatchObject({ starts: 2, process: risen.process });
        await lab.untilSeen(message);
        expect(lab.timesAsked('daemon')).toBe(1);

        await lab.tell('ada', 'the last [[all]]');
        await lab.asked('all');
        await lab.untilSession(id, ({ state }) => state === 'working');
        const agent = back.process?.pid ?? 0;
        await lab.kill(await lab.daemonPid(), await parentOf(agent), agent);
        await lab.age();
        await lab.serve();
        const again = await lab.untilSession(id, ({ lastResult }) => lastResult === 'all survived');
        expect(again).toMatchObject({ starts: 3, harnessSession: risen.harnessSession });
        expect(await lab.asked('all', 2)).toContain('holding on, and released');
        expect((await turnsOf(lab)).filter(([reason]) => reason === 'completed')).toEqual([
          ['completed', 'answer one'],
          ['completed', 'it survived'],
          ['completed', 'holding on, and released'],
          ['completed', 'all survived'],
        ]);
      },
      timeoutMs,
    );
  }
});

/** The others, over ACP, take nothing while a turn runs: it comes with the next, or the turn gives way to what is urgent. */
const steers = ({ name }: Harness): boolean => name === 'claude' || name === 'codex';
const givenWay: readonly (readonly [string, string])[] = [
  ['interrupted', expect.any(String)],
  ['completed', 'it is urgent'],
];

/** The program itself has said that it took the message. */
function isAccepted({ type, state, turn }: Record<string, unknown>, message: string): boolean {
  return type === 'input' && state === 'accepted' && String(turn).split('#')[0] === message;
}

/** How each turn ended, and with which words, as the transcript has it. */
async function turnsOf({ world }: DaemonLab): Promise<readonly (readonly [string, string])[]> {
  const entries = await world.json<{ type: string; reason: string; result: string }[]>(['transcript', 'ada']);
  return entries.flatMap(({ type, reason, result }) =>
    type === 'turn-end' ? [[reason, result] as const] : [],
  );
}

/** The keeper's, of an agent. */
async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]);
}
