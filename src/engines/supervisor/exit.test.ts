import { expect, test } from 'bun:test';
import { createBusy, createSupervised, fakeProfile } from '../../../test/support/supervised.ts';
import { ready } from '../../../test/support/fake-driver.ts';
import { newSession, type ExitClass } from '../../domain/session.ts';
import { afterExit, classifyExit, departureOf } from './exit.ts';
import { unknownChild } from './exited.ts';
import { freshRun, type RunState } from './run-state.ts';

const session = newSession({ id: 's1', agent: 'a1', profile: fakeProfile, directory: '/w', createdAt: 0 });
const fresh = { ...freshRun(session), isReady: true };
const turn = { id: 'm1#1', startedAt: 0, tools: 0, toolErrors: 0 };
const exited = { ...unknownChild, child: 's1-1', state: 'exited', code: 0 } as const;
const failed = (reason: string): RunState => ({ ...fresh, lastEnd: { reason, error: reason } });

interface Case {
  readonly what: string;
  readonly kind: ExitClass;
  readonly before: Partial<RunState>;
  readonly status: object;
  readonly after: RunState | null;
}

const cases: readonly Case[] = (
  [
    ['it ended by itself', 'success', {}, {}],
    ['it ended while somebody was asked', 'needs-input', { requests: [{ id: 'r', parent: null }] }, {}],
    ['its vendor lets it not go on', 'rate-limited', { blocked: { until: null, text: 'limit' } }, {}],
    ['its turn met a limit', 'rate-limited', {}, {}, failed('rate-limited')],
    ['it is not logged in', 'auth', {}, { code: 1 }, failed('auth')],
    ['its budget is used up', 'budget', {}, { code: 1 }, failed('budget')],
    ['its context is full', 'context-overflow', {}, { code: 1 }, failed('context-overflow')],
    ['it failed', 'crash', {}, { code: 1 }],
    ['it ended before it was ready', 'crash', { isReady: false }, {}],
    ['it was killed by others', 'crash', {}, { code: null, signal: 'SIGKILL' }],
    ['it ended in a turn', 'crash', { turn }, {}, failed('error')],
    ['a watchdog found it dead', 'crash', { fault: 'silent', ending: 'silent' }, { signal: 'SIGTERM' }],
    ['we ended it', 'killed-by-us', { ending: 'enough' }, { code: null, signal: 'SIGTERM' }],
    ['we interrupted it', 'killed-by-us', { interrupting: 1 }, { code: 130 }],
    ['its disk is full', 'disk-full', {}, { code: 1, errorTail: 'write: No space left on device' }],
    ['its keeper died', 'unknown', {}, { state: 'lost', code: null }],
  ] as const
).map(([what, kind, before, status, after = null]) => ({ what, kind, before, status, after }));

test.each(cases)('$what: $kind', ({ kind, before, status, after }) => {
  const run = { ...fresh, ...before };
  expect(classifyExit(run, after ?? run, { ...exited, ...status }).class).toBe(kind);
});

const next = (kind: ExitClass, crashes = 0, hasWork = true) =>
  afterExit({
    session: { ...session, crashes },
    run: fresh,
    exit: { class: kind, code: null, signal: null, text: null },
    hasWork,
    now: 1_000,
  });

test('only a crash counts towards the end; others rest, wait or end at once, however often it crashed', () => {
  for (const kind of ['success', 'needs-input', 'killed-by-us'] as const)
    expect(next(kind, 99)).toEqual({ next: 'rest', why: null });
  for (const kind of ['rate-limited', 'disk-full'] as const) expect(next(kind, 99).next).toBe('park');
  for (const kind of ['auth', 'budget', 'context-overflow'] as const) expect(next(kind).next).toBe('end');
  expect(next('unknown', 99)).toEqual({ next: 'restart', afterMs: 0 });
  expect([0, 1].map((crashes) => next('crash', crashes))).toEqual([
    { next: 'restart', afterMs: 0 },
    { next: 'restart', afterMs: 10_000 },
  ]);
  expect(next('crash', 2)).toMatchObject({ next: 'end' });
  expect(next('crash', 0, false)).toMatchObject({ next: 'rest' });
});

test('a limit that has passed and still holds is waited for', () => {
  const exit = { class: 'rate-limited', code: 1, signal: null, text: null } as const;
  const until = (end: number) => {
    const run = { ...fresh, blocked: { until: end, text: 'limit' } };
    return afterExit({ session, run, exit, hasWork: true, now: 1_000 });
  };
  expect(until(5_000)).toMatchObject({ next: 'park', until: 5_000 });
  expect(until(1_000)).toMatchObject({ next: 'park', until: 61_000 });
});

test('who was stopped burns no attempt of its task; who crashed does', () => {
  const of = (kind: ExitClass, isHalted = false) =>
    departureOf({ class: kind, code: null, signal: null, text: null }, isHalted);
  expect([of('success'), of('crash', true), of('killed-by-us'), of('crash')]).toEqual([
    'left',
    'left',
    'killed',
    'died',
  ]);
});

test('a turn that ends well forgives the crashes before it', async () => {
  await using one = await createBusy({ profile: { crashesMax: 2 } });
  (await one.child()).exit(1);
  await one.untilSession(({ starts, crashes }) => starts === 2 && crashes === 1);
  await one.say(ready);
  const input = await one.given(/send note#\d+|send opening#\d+/);
  const id = /send (\S+#\d+)/.exec(input)?.[1] ?? '';
  const end = { type: 'turn-end', turn: id, reason: 'completed', result: 'done' } as const;
  await one.say({ ...end, error: null, usage: null });
  await one.untilSession(({ turns, crashes }) => turns > 0 && crashes === 0);
});

test('a full disk at the start is waited for; any other failure to start ends the session', async () => {
  for (const [refusal, state] of [
    ['Error: ENOSPC: no space left on device, mkdir', 'parked'],
    ['Error: there is no such program', 'ended'],
  ] as const) {
    await using one = await createSupervised();
    await one.say(ready);
    await one.untilSession(({ state }) => state === 'idle');
    const child = await one.child();
    one.keeper.refusal = refusal;
    child.exit(0);
    await one.send('go on');
    const session = await one.untilSession((now) => now.state === state);
    if (session.state === 'ended') continue;
    one.keeper.refusal = null;
    await one.pass(61_000);
    await one.given('begin');
    await one.say(ready);
    await one.given('go on');
  }
});
