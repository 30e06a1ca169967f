import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { expect, test } from 'bun:test';
import { ask, ready, turnEnd } from '../../../test/support/fake-driver.ts';
import type { FakeChild } from '../../../test/support/fake-keeper.ts';
import {
  allDone,
  createBusy,
  createSupervised,
  decide,
  restartedAfter,
  settled,
  type Supervised,
} from '../../../test/support/supervised.ts';

/* The daemon dies, whenever it can; the next one goes on from the transcript. */

test('whichever of its calls the daemon dies at, nothing is lost and nothing is done twice', async () => {
  await dyingAtEachCall((one, call, when) => one.dieAt(call, when));
}, 120_000);

test('nor between two writes to its transcript', async () => {
  await dyingAfterEachWrite();
}, 120_000);

test('nor when its transcript has lost its last step, and output is read again in other pieces', async () => {
  for (const [before, then] of [
    [Infinity, 40],
    [40, Infinity],
  ] as const)
    await dyingAtEachCall(
      (one, call, when) => {
        one.keeper.keepsAcked = true;
        one.keeper.pieceBytesMax = before;
        one.dieAt(call, when, (transcript) => {
          one.keeper.pieceBytesMax = then;
          loseLastCheckpoint(transcript);
        });
      },
      [play],
    );
}, 240_000);

test('nor what a crash has cut off, when the transcript has lost that', async () => {
  for (let call = 1; call <= 8; call += 1)
    for (const when of ['before', 'after'] as const) {
      await using one = await createBusy();
      one.keeper.keepsAcked = true;
      await one.say(ask());
      await one.untilSession(({ state }) => state === 'waiting');
      one.dieAt(call, when, loseLastCheckpoint);
      const child = await one.child();
      child.exit(1, undefined, 'boom');
      await restartedAfter(one, child);
      await one.say(ready);
      await one.given(/^send opening#2 .*ended unexpectedly.*go"$/m);
      expect([call, when, one.deaths()]).toEqual([call, when, 1]);
    }
});

test('a turn that is read again after its input is known to be delivered is counted once', async () => {
  await using one = await createSupervised();
  await one.say(ready);
  await one.untilSession(({ state }) => state === 'idle');
  one.keeper.keepsAcked = true;
  one.keeper.isMute = true;
  await one.say(turnEnd(await turnWith(one, await one.send('first')), 'done'));
  const { journalled: before } = await one.untilSession(({ turns }) => turns === 1);
  one.dieAt(1, 'before', (transcript) => {
    one.keeper.isMute = false;
    one.keeper.hold();
    loseLastCheckpoint(transcript);
  });
  const message = await one.send('more');
  await one.untilSession(({ journalled }) => journalled > before);
  one.keeper.release();
  await one.say(turnEnd(await turnWith(one, message), 'more done'));
  const { turns } = await one.untilSession(
    ({ lastResult, state }) => lastResult === 'more done' && state === 'idle',
  );
  expect({ turns, deaths: one.deaths() }).toEqual({ turns: 2, deaths: 1 });
});

test('a program whose words are lost to both transcript and keeper is started again, and told so', async () => {
  await using one = await createBusy();
  await one.say(ask());
  await one.untilSession(({ state }) => state === 'waiting');
  one.dieAt(1, 'before', loseLastCheckpoint);
  await one.send('wakes the daemon');
  const child = await one.child();
  await settled(one, () => child.signals.includes('SIGKILL'));
  child.exit(null, 'SIGKILL');
  await allDone();
  await one.pass(3_000);
  await restartedAfter(one, child);
  await one.say(ready);
  await one.given(/ended unexpectedly.*go.*wakes the daemon/);
  const open = await one.world.store.read((view) => view.list('request', { where: { state: 'open' } }));
  expect([open, one.deaths()]).toEqual([[], 1]);
});

test('a daemon that dies while it says that no input follows says it again', async () => {
  for (let call = 1; call <= 12; call += 1) {
    await using one = await createSupervised({ opening: '[[last]]' });
    const child = await one.child();
    await one.given('begin');
    one.hangAt(call, async () => {
      await one.say(ask());
      await allDone();
    });
    one.dieAt(call, 'before');
    await one.say(ready);
    await one.given('send opening#1');
    await until(() => one.deaths() === 1 && child.isInputEnded());
  }
});

type Play = (one: Supervised) => Promise<void>;
const allPlays: readonly Play[] = [play, playBadly, playOnce];

/** Plays each through once for each death that there is to die. */
async function dyingAtEachCall(
  fate: (one: Supervised, call: number, when: 'before' | 'after') => void,
  plays: readonly Play[] = allPlays,
): Promise<void> {
  for (const played of plays) {
    const calls = await countOf(played, (one) => one.calls());
    expect(calls).toBeGreaterThan(30);
    let deaths = 0;
    for (let call = 1; call <= calls; call += 1)
      for (const when of ['before', 'after'] as const)
        deaths += await deathsIn(played, `${when} call ${call}`, (one) => fate(one, call, when));
    expect(deaths).toBeGreaterThan(calls);
  }
}

async function dyingAfterEachWrite(): Promise<void> {
  for (const played of allPlays) {
    const writes = await countOf(played, (one) => one.writes());
    expect(writes).toBeGreaterThan(4);
    let deaths = 0;
    for (let write = 1; write <= writes; write += 1)
      deaths += await deathsIn(played, `after write ${write}`, (one) => one.dieAfterWrite(write));
    expect(deaths).toBeGreaterThan(writes / 2);
  }
}

async function countOf(played: Play, count: (one: Supervised) => number): Promise<number> {
  await using one = await createSupervised();
  await played(one);
  return count(one);
}

async function deathsIn(played: Play, when: string, fate: (one: Supervised) => void): Promise<number> {
  await using one = await createSupervised();
  fate(one);
  try {
    await played(one);
  } catch (error) {
    throw new Error(`${played.name}, when it dies ${when}: ${String(error)}`, { cause: error });
  }
  return one.deaths();
}

/** As when the power was cut before the disk had it. */
function loseLastCheckpoint(transcript: string): void {
  if (!existsSync(transcript)) return;
  const at = readFileSync(transcript).lastIndexOf('{"type":"checkpoint"');
  if (at !== -1) truncateSync(transcript, at + 10);
}

/** Two messages, a permission, a crash between them; the agent answers each thing that it is given once. */
async function play(one: Supervised): Promise<void> {
  const first = await one.send('first');
  await one.child();
  await one.given('begin');
  await one.say(ready);
  const turn = await turnWith(one, first);
  await one.say(ask());
  await decide(one, 'approve');
  await one.given('answer r1 approve');
  await one.say({ type: 'input', turn, state: 'seen' }, turnEnd(turn, 'the first result'));
  const second = await one.send('second');
  const next = await turnWith(one, second);
  await one.say({ type: 'input', turn: next, state: 'seen' });
  await one.until((view) => view.list('delivery', { where: { message: second } })[0]?.state === 'seen');
  await one.say(turnEnd(next, 'the second result'));
  const session = await one.untilSession(({ turns, state }) => turns === 2 && state === 'idle');
  await one.until((view) =>
    view.list('delivery', { where: { agent: session.agent } }).every(({ state }) => state === 'seen'),
  );
  const input = (await one.child()).input();
  for (const text of ['begin\n', `message ${first} `, `message ${second} `, 'answer r1 approve'])
    expect(`${text}: ${input.split(text).length - 1}`).toBe(`${text}: 1`);
  const turns = await one.world.store.read((view) => view.list('turn', { where: { session: session.id } }));
  expect(turns.map(({ reason }) => reason)).toEqual(['completed', 'completed']);
  expect(session).toMatchObject({ crashes: 0, lastResult: 'the second result' });
  expect(one.keeper.children()).toHaveLength(1);
  expect(await one.world.store.read((view) => view.list('request').length)).toBe(1);
}

/** Crashes in turns with a request open, a pause, a limit, an interrupt, an end by itself, and the end of the session. */
async function playBadly(one: Supervised): Promise<void> {
  const started: FakeChild[] = [];
  const next = async (): Promise<FakeChild> => {
    const child = await restartedAfter(one, started.at(-1));
    started.push(child);
    await one.given('begin');
    await one.say(ready);
    return child;
  };
  const first = await one.send('first');
  let child = await next();
  await turnWith(one, first);
  await one.say(ask());
  await one.until((view) => view.list('request', { where: { state: 'open' } }).length === 1);
  const second = await one.send('second', { idle: true });
  child.exit(1, undefined, 'boom');

  child = await next();
  await turnWith(one, first);
  child.exit(1, undefined, 'boom again');
  await one.untilSession(({ state, crashes }) => state === 'parked' && crashes === 2);
  await one.pass(11_000);

  child = await next();
  const again = await turnWith(one, first);
  await one.say({ type: 'input', turn: again, state: 'seen' }, turnEnd(again, 'did it'));
  const other = await turnWith(one, second);
  await one.untilSession(({ lastResult, state }) => lastResult === 'did it' && state === 'working');
  const until = one.world.clock.now + 20_000;
  await one.say({ type: 'rate-limit', blocked: true, until, text: 'usage limit' });
  await one.say(turnEnd(other, 'limit', 'rate-limited'));
  await one.untilSession(({ state }) => state === 'parked');
  await one.pass(21_000);
  await one.say(turnEnd(await turnWith(one, 'note'), 'went on'));
  await one.until((view) => view.list('delivery', { where: { message: second } })[0]?.state === 'seen');

  const stopped = await turnWith(one, await one.send('third'));
  await one.update({ interruptsAsked: 1 });
  await one.given('interrupt\n');
  await one.say(turnEnd(stopped, 'stopped', 'interrupted'));
  await one.untilSession(({ interruptsDone, state }) => interruptsDone === 1 && state === 'idle');
  child.exit(0);
  await one.untilSession(({ child: name, state }) => name === null && state === 'idle');

  const last = await one.send('fourth');
  child = await next();
  await turnWith(one, last);
  await one.say(ask());
  await one.until((view) => view.list('request', { where: { state: 'open' } }).length === 1);
  await one.update({ wanted: 'stopped', why: 'enough' });
  await one.given('close\n');
  child.exit(null, 'SIGTERM');
  const session = await one.untilSession(({ state }) => state === 'ended');

  const { agent, turns, requests } = await one.world.store.read((view) => ({
    agent: view.get('agent', session.agent),
    turns: view.list('turn', { where: { session: session.id } }).map(({ reason }) => reason),
    requests: view.list('request').map(({ state }) => state),
  }));
  expect(turns).toEqual(['error', 'error', 'completed', 'rate-limited', 'completed', 'interrupted', 'error']);
  expect(agent).toMatchObject({ state: 'gone', leftReason: 'killed' });
  expect(session).toMatchObject({ why: 'enough', turns: turns.length, exit: { class: 'killed-by-us' } });
  expect(requests).toEqual(['withdrawn', 'withdrawn']);
  const resumed = ['fake', 'resume', 'h1'];
  expect(one.keeper.orders.map(({ argv }) => argv)).toEqual([['fake'], resumed, resumed, resumed]);
  const said = started.map((one) => one.input());
  const count = (text: string) => said.map((input) => input.split(text).length - 1);
  expect(count('begin\n')).toEqual([1, 1, 1, 1]);
  expect(count(`send ${first}#`)).toEqual([1, 1, 1, 0]);
  expect(count(`send ${second}#`)).toEqual([0, 0, 1, 0]);
  expect(count('cut off by a limit')).toEqual([0, 0, 1, 0]);
  expect(count('interrupt\n')).toEqual([0, 0, 1, 0]);
  expect(count(`send ${last}#`)).toEqual([0, 0, 0, 1]);
  expect(count('close\n')).toEqual([0, 0, 0, 1]);
  // The third is shown what the second was given.
  expect(count('ended unexpectedly')).toEqual([0, 1, 2, 0]);
}

/** A program that takes one input, and whose end is the end of its turn: what it was given is not done again. */
async function playOnce(one: Supervised): Promise<void> {
  const message = await one.send('[[last]]');
  const child = await one.child();
  await one.given('begin');
  await one.say(ready);
  await turnWith(one, message);
  await until(child.isInputEnded);
  child.exit(1, undefined, 'boom');
  const session = await one.untilSession(({ child: name, turns }) => name === null && turns === 1);
  await allDone();
  expect(session).toMatchObject({ state: 'idle', lastReason: 'error', crashes: 1 });
  expect(one.keeper.orders).toHaveLength(1);
  expect(child.input().split(`send ${message}#`)).toHaveLength(2);
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isSo(); turn += 1) await allDone();
  expect(isSo()).toBe(true);
}

async function turnWith(one: Supervised, message: string): Promise<string> {
  const input = await one.given(new RegExp(`^send ${message}#\\d+ .*\\n`, 'm'));
  return /^send (\w+#\d+) /m.exec(input.slice(input.indexOf(`send ${message}#`)))?.[1] ?? '';
}
