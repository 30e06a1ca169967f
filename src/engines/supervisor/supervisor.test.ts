import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'bun:test';
import type { DriverEvent } from '../../harness/driver.ts';
import { show } from '../../operations/handlers/usage.ts';
import { ask, ready, turnEnd } from '../../../test/support/fake-driver.ts';
import {
  createBusy,
  createSupervised,
  decide,
  restartedAfter,
  settled,
  type Supervised,
} from '../../../test/support/supervised.ts';

const minute = 60_000;

test('a session starts, takes its opening, then what piled up in one turn, in order', async () => {
  await using one = await createSupervised({ opening: 'begin here' });
  await one.say(ready);
  await one.given('send opening#1 "begin here"');
  const first = await one.send('one');
  const second = await one.send('two');
  await one.say(turnEnd('opening#1', 'began'));
  const input = await one.given(`send ${first}+${second}#2`);
  expect(input.indexOf('| one')).toBeLessThan(input.indexOf('| two'));
  await one.say({ type: 'input', turn: `${first}+${second}#2`, state: 'seen' });
  const seen = await one.until((view) =>
    view.list('delivery', { where: { agent: one.session.agent } }).every(({ state }) => state === 'seen'),
  );
  expect(seen).toBe(true);
  const session = await one.untilSession(({ turns }) => turns === 1);
  expect(session).toMatchObject({ state: 'working', lastResult: 'began', harnessSession: 'h1' });
});

test('delivered is said when the keeper has the bytes, seen only on evidence', async () => {
  await using one = await createSupervised();
  await one.say(ready);
  const message = await one.send('hello');
  await one.given(message);
  const delivery = await one.until((view) => {
    const found = view.get('delivery', `${message}:${one.session.agent}`);
    return found?.state === 'queued' ? undefined : found;
  });
  expect(delivery.state).toBe('delivered');
  await one.say(turnEnd(`${message}#1`, 'model overloaded', 'error'));
  await one.untilSession(({ turns }) => turns === 1);
  const after = await one.world.store.read((view) => view.get('delivery', delivery.id));
  expect(after).toMatchObject({ state: 'delivered', unreadBy: one.session.agent });
  const next = await one.send('again');
  await one.say(turnEnd(`${next}#2`));
  await one.until((view) => view.get('delivery', delivery.id)?.state === 'seen');
});

test('a log that cannot be read for a moment is followed on: nothing sent meanwhile is missed', async () => {
  await using one = await createSupervised();
  await one.say(ready);
  const first = await one.send('first');
  await one.given(`send ${first}#1`);
  await one.say(turnEnd(`${first}#1`));
  await one.untilSession(({ state, turns }) => state === 'idle' && turns === 1);
  await one.logFailsOnce();
  const second = await one.send('second');
  await one.given(`send ${second}#2`);
});

test('a busy agent that can be steered is told at once, all but what can wait', async () => {
  await using one = await createBusy({ steers: true });
  await one.send('whenever', { idle: true });
  const plain = await one.send('plain');
  await one.given(`send ${plain}#2`);
  const urgent = await one.send('urgent', { urgent: true });
  const input = await one.given(`send ${urgent}#3`);
  expect(input).not.toContain('| whenever');
  expect(input).not.toContain('interrupt\n');
  await one.say(turnEnd('opening#1'));
  await one.given('| whenever');
});

test('a busy agent that cannot be steered is told at its next turn; only what is urgent ends this one', async () => {
  await using one = await createBusy();
  const plain = await one.send('plain');
  const urgent = await one.send('urgent', { urgent: true });
  const input = await one.given('interrupt\n');
  expect(input).not.toContain('| plain');
  await one.say(turnEnd('opening#1', 'stopped', 'interrupted'));
  await one.given(`send ${plain}+${urgent}#2`);
});

test('what a running turn refuses is the next one; who refuses that too is left alone, and it says so', async () => {
  await using one = await createSupervised({ steers: true, opening: 'go' });
  const refuse = (turn: string) => one.say({ type: 'input', turn, state: 'refused', why: 'no' });
  await one.say(ready);
  await one.given('send opening#1');
  const message = await one.send('hello');
  for (const count of [2, 3, 4]) {
    await one.given(`send ${message}#${count}`);
    await refuse(`${message}#${count}`);
  }
  await one.say(turnEnd('opening#1'));
  await one.given(`send ${message}#5`);
  await one.say(turnEnd(`${message}#5`));
  await one.untilSession(({ state, turns }) => state === 'idle' && turns === 2);
  const other = await one.send('[[ignore]]');
  for (const count of [6, 7, 8]) {
    await one.given(`send ${other}#${count}`);
    await refuse(`${other}#${count}`);
  }
  const session = await one.untilSession(({ why }) => why !== null);
  expect(session).toMatchObject({ state: 'idle', why: 'it takes nothing of what it is given' });
});

test('a turn that nobody asked for is no evidence for what was given', async () => {
  await using one = await createBusy();
  await one.say(turnEnd('opening#1'));
  await one.untilSession(({ turns }) => turns === 1);
  const message = await one.send('hello');
  await one.given(`send ${message}#2`);
  await one.say(turnEnd(null, 'woke up by itself'));
  await one.untilSession(({ turns }) => turns === 2);
  const delivery = `${message}:${one.session.agent}`;
  const before = await one.world.store.read((view) => view.get('delivery', delivery)?.state);
  expect(before).toBe('delivered');
  await one.say(turnEnd(`${message}#2`));
  await one.until((view) => view.get('delivery', delivery)?.state === 'seen');
});

test('an interrupt is a word first, then SIGTERM, then SIGKILL; the session goes on', async () => {
  await using one = await createBusy();
  await one.update({ interruptsAsked: 1 });
  await one.given('interrupt\n');
  const child = await one.child();
  expect(child.signals).toEqual([]);
  await one.pass(11_000);
  await one.untilSession(({ state }) => state === 'stopping');
  await settled(one, () => child.signals.includes('SIGTERM'));
  await one.pass(6_000);
  await settled(one, () => child.signals.includes('SIGKILL'));
  child.exit(null, 'SIGKILL');
  const session = await one.untilSession(({ child: name }) => name === null);
  expect(session).toMatchObject({ state: 'idle', interruptsDone: 1, crashes: 0 });
  const next = await one.send('next');
  await settled(one, () => one.keeper.child(`${session.id}-2`) !== undefined);
  await one.say(ready);
  await one.given(next);
});

test('silence in a turn makes it suspect; a word from it makes it well again', async () => {
  await using one = await createBusy();
  await one.untilSession(({ state }) => state === 'working');
  await one.pass(10 * minute);
  await one.untilSession(({ state }) => state === 'suspect');
  await one.say({ type: 'thinking', text: 'still here', parent: null });
  await one.untilSession(({ state }) => state === 'working');
});

test('a turn that stays silent is interrupted, and a process that does not mind is a crash', async () => {
  await using one = await createBusy();
  await one.untilSession(({ state }) => state === 'working');
  await one.pass(10 * minute);
  await one.untilSession(({ state }) => state === 'suspect');
  await one.pass(10 * minute);
  await one.given('interrupt\n');
  await one.pass(11_000);
  await ended(one);
  const session = await one.untilSession(({ starts }) => starts === 2);
  expect(session.crashes).toBe(1);
  await one.say(ready);
  await one.given('ended unexpectedly');
});

test('input that no turn begins with is silence too, and is given again', async () => {
  await using one = await createSupervised();
  await one.say(ready);
  const message = await one.send('[[ignore]]');
  await one.given(message);
  await one.pass(10 * minute);
  await one.untilSession(({ state }) => state === 'suspect');
  await one.pass(10 * minute);
  await one.given('interrupt\n');
  await one.pass(11_000);
  await ended(one);
  await one.untilSession(({ starts }) => starts === 2);
  await one.say(ready);
  await one.given(message);
});

test('a machine that slept makes nobody suspect', async () => {
  await using one = await createBusy();
  await one.untilSession(({ state }) => state === 'working');
  one.sleep(8 * 60 * minute);
  await one.pass(minute);
  expect(await one.untilSession(() => true)).toMatchObject({ state: 'working' });
});

test('a tool may take longer than silence; whoever waits for a decision is not timed', async () => {
  await using one = await createBusy();
  await one.say({
    type: 'tool-call',
    id: 't1',
    name: 'Bash',
    kind: 'execute',
    title: 'make',
    input: {},
    paths: [],
    parent: null,
  });
  await one.pass(30 * minute);
  expect(await one.untilSession(({ state }) => state === 'working')).toBeDefined();
  await one.say(ask());
  await one.untilSession(({ state }) => state === 'waiting');
  await one.pass(120 * minute);
  expect(await one.untilSession(() => true)).toMatchObject({ state: 'waiting' });
  await decide(one, 'approve');
  await one.given('answer r1 approve');
});

test('a request is withdrawn when its turn ends; that of a subagent in the background when its process does', async () => {
  await using one = await createBusy();
  await one.say(ask());
  await one.say(ask({ id: 'r2', parent: 'tool-7' }));
  await one.until((view) => view.list('request', { where: { state: 'open' } }).length === 2);
  await one.say(turnEnd('opening#1'));
  await one.until((view) => view.list('request', { where: { state: 'withdrawn' } })[0]);
  const open = await one.world.store.read((view) => view.list('request', { where: { state: 'open' } }));
  expect(open.map(({ driverRequest }) => driverRequest)).toEqual([expect.stringContaining(':r2')]);
  (await one.child()).exit(0);
  await one.until((view) => view.list('request', { where: { state: 'withdrawn' } }).length === 2);
});

test('what a process said that its dead keeper still had is told before its end', async () => {
  await using one = await createBusy();
  await one.untilSession(({ state }) => state === 'working');
  one.keeperDies([turnEnd('opening#1', 'said at the last moment')]);
  const session = await one.untilSession(({ child }) => child === null);
  expect(session).toMatchObject({ turns: 1, lastResult: 'said at the last moment', crashes: 0 });
});

test('what a process said last counts, also without a newline: nothing of it is done again', async () => {
  await using one = await createBusy();
  await one.untilSession(({ state }) => state === 'working');
  const child = await one.child();
  child.begin(JSON.stringify(turnEnd('opening#1', 'the last word')));
  child.exit(0);
  const session = await one.untilSession(({ child: name }) => name === null);
  expect(session).toMatchObject({ turns: 1, lastResult: 'the last word', crashes: 0, state: 'idle' });
  const message = await one.send('more');
  await restartedAfter(one, child);
  await one.say(ready);
  const input = await one.given(`send ${message}#2`);
  expect(input).not.toContain('ended unexpectedly');
});

test('what is said leads to a journal as long as that, however long a checkpoint is', async () => {
  await using one = await createBusy();
  const ballast = 100_000;
  await one.say({ type: 'compaction', trigger: `ballast ${ballast}`, tokensBefore: null, tokensAfter: null });
  let said = 0;
  for (let count = 0; count < 1_500; count += 1) {
    const event: DriverEvent = { type: 'text-delta', id: 'i', text: `${count} `.repeat(40), parent: null };
    said += JSON.stringify(event).length;
    await one.say(event);
  }
  await one.say(turnEnd('opening#1'));
  await one.untilSession(({ turns }) => turns === 1);
  const bytes = statSync(one.transcript()).size;
  expect(bytes).toBeGreaterThan(said + ballast);
  expect(bytes).toBeLessThan(2 * said + 5 * ballast);
}, 30_000);

test('no secret stands in the transcript, and a daemon that comes back goes on with what was there', async () => {
  await using one = await createSupervised({ opening: 'use the-secret-token' });
  await one.say(ready);
  await one.given('send opening#1 "use the-secret-token"');
  await one.say({ type: 'text', id: 'i', text: 'it is the-secret-token', parent: null });
  await one.say({ type: 'compaction', trigger: 'the-secret-token', tokensBefore: null, tokensAfter: null });
  await one.say({ type: 'plan', entries: [{ text: 'hide the-secret-token', state: 'active' }] });
  await one.say(turnEnd('opening#1', 'the-secret-token it was'));
  const session = await one.untilSession(({ turns }) => turns === 1);
  expect(session.plan).toEqual([{ text: 'hide [redacted]', state: 'active' }]);
  expect(session.lastResult).toBe('[redacted] it was');
  const text = readFileSync(one.transcript(), 'utf8');
  expect(text).not.toContain('the-secret-token');
  expect(text).toContain('it is [redacted]');
  one.dieAt(1, 'before');
  await one.send('wakes the daemon');
  await one.given('| wakes the daemon');
  expect(one.deaths()).toBe(1);
  await one.update({ interruptsAsked: 1 });
  // The fake says with its interrupt what it has kept.
  await one.given('interrupt the-secret-token\n');
});

test('a limit parks the session until it is over, and wakes it', async () => {
  await using one = await createBusy();
  const until = one.world.clock.now + 5 * minute;
  await one.say({ type: 'rate-limit', blocked: true, until, text: 'usage limit' });
  await one.say(turnEnd('opening#1', 'limit', 'rate-limited'));
  const parked = await one.untilSession(({ state }) => state === 'parked');
  expect(parked).toMatchObject({ parkedUntil: until, why: 'usage limit', crashes: 0 });
  await one.send('waits');
  await one.pass(4 * minute);
  expect((await one.child()).input()).not.toContain('| waits');
  await one.pass(2 * minute);
  const input = await one.given('| waits');
  expect(input).toContain('cut off by a limit');
});

test('crashes are told once, counted, waited after, and end at the breaker', async () => {
  await using one = await createBusy({ profile: { crashesMax: 2 } });
  (await one.child()).exit(1, undefined, 'boom');
  await one.untilSession(({ starts }) => starts === 2);
  await one.say(ready);
  const input = await one.given('ended unexpectedly');
  expect(input.split('ended unexpectedly')).toHaveLength(2);
  (await one.child()).exit(1, undefined, 'boom again');
  const session = await one.untilSession(({ state }) => state === 'ended');
  expect(session.exit).toMatchObject({ class: 'crash', text: 'boom again' });
  const agent = await one.world.store.read((view) => view.get('agent', session.agent));
  expect(agent?.state).toBe('gone');
});

test('of more turns than are kept the oldest give way, and usage says from when its figures are', async () => {
  await using one = await createSupervised({ settings: { turnsMax: 3 } });
  await one.say(ready);
  const figures = () => show(one.world.nobody(), {});
  for (let count = 1; count <= 5; count += 1) {
    one.world.tick(1_000);
    const message = await one.send('more');
    await one.given(`send ${message}#${count}`);
    await one.say(turnEnd(`${message}#${count}`));
    await one.untilSession(({ turns }) => turns === count);
    if (count === 3) expect(await figures()).toMatchObject({ from: null, total: { turns: 3 } });
  }
  const kept = await one.world.store.read((view) => view.list('turn'));
  expect(kept.map(({ id }) => id)).toEqual(['u3', 'u4', 'u5']);
  expect(kept[0]).toMatchObject({ profile: 'fake', harness: 'acp' });
  const from = new Date(kept[0]?.endedAt ?? 0).toISOString();
  expect(await figures()).toMatchObject({ from, total: { turns: 3 } });
});

test('no sign after the start is a crash', async () => {
  await using one = await createSupervised({ opening: 'go' });
  await one.given('begin');
  await one.pass(61_000);
  await ended(one);
  const session = await one.untilSession(({ starts }) => starts === 2);
  expect(session.crashes).toBe(1);
});

/** It is told to end, and does. */
async function ended(one: Supervised): Promise<void> {
  const child = await one.child();
  await settled(one, () => child.signals.includes('SIGTERM'));
  child.exit(null, 'SIGTERM');
}
