import { expect, test } from 'bun:test';
import { type Budgets, noBudgets } from '../../domain/budget.ts';
import type { Session } from '../../domain/session.ts';
import { defaultTimers, newProfile, type QueueConfig } from '../../domain/profile.ts';
import { invoke } from '../../operations/invoke.ts';
import { openingOf, settleEnded } from '../../operations/handlers/queue/worker.ts';
import { departAgent } from '../../operations/departure.ts';
import type { Context } from '../../operations/context.ts';
import type { ConfigFile } from '../../operations/ports.ts';
import { newTurn } from '../../../test/support/turn.ts';
import { createWorld, emptyConfig, noConfig, type World } from '../../../test/support/world.ts';
import { createDispatcher } from './dispatcher.ts';
import { fairly } from './fair.ts';

const profile = newProfile({ name: 'rev', harness: 'claude', permission: 'write' });

const queueOf = (name: string, more: Partial<QueueConfig> = {}): QueueConfig => ({
  name,
  profile: 'rev',
  maxParallel: 1,
  maxAttempts: null,
  open: false,
  ...more,
});

/** A dispatcher over a real store; the sessions it starts are played by the test. */
function setUp(...queues: readonly QueueConfig[]) {
  let budgets = noBudgets;
  const config: ConfigFile = {
    ...noConfig,
    read: () => ({
      ...emptyConfig,
      profiles: { rev: profile },
      budgets,
      queues: Object.fromEntries(queues.map((queue) => [queue.name, queue])),
    }),
  };
  const world = createWorld({ config });
  const daemon = {
    ensure: () => Promise.resolve({ pid: 1, version: '0', socket: '/s', url: null, startedAt: 0 }),
    status: () => Promise.resolve(null),
    stop: () => Promise.resolve(false),
  };
  const over = (context: Context): Context => ({ ...context, daemon: () => Promise.resolve(daemon) });
  const contextAs = (token: string) => {
    const nobody = world.nobody();
    return Promise.resolve(over({ ...nobody, facts: { ...nobody.facts, token } }));
  };
  const log = { info: () => {}, warn: () => {} };
  const make = () => createDispatcher({ context: over(world.nobody()), contextAs, log });
  const allow = (given: Partial<Budgets>): void => {
    budgets = { ...noBudgets, ...given };
  };
  return { world, make, allow, person: over(world.person()), contextAs, ...make() };
}

type Set = ReturnType<typeof setUp>;

const sessions = ({ world }: Pick<Set, 'world'>) => world.store.read((view) => view.list('session'));
const taskOf = ({ world }: Pick<Set, 'world'>, id: string) =>
  world.store.read((view) => view.get('task', id));

async function all(set: Set): Promise<void> {
  while (await set.step());
}

const change = (world: World, id: string, fields: Partial<Session>) =>
  world.store.transact((tx) => tx.update('session', id, fields, { type: 'session.updated' }));

const endTurn = (world: World, id: string, lastResult: string, lastReason = 'completed') =>
  change(world, id, { state: 'idle', turns: 1, lastReason, lastResult });

const endSession = (world: World, id: string) =>
  change(world, id, { state: 'ended', wanted: 'stopped', endedAt: world.clock.now });

const enqueue = (set: Set, queue: string, text: string, more: Readonly<Record<string, unknown>> = {}) =>
  invoke(set.person, 'queue.enqueue', { queue, text, ...more });

/** Messages alone: requests are others' affair. */
async function inbox(set: Set) {
  const items = await invoke(set.person, 'message.inbox', {});
  return items.flatMap((item) => ('from' in item ? [item] : []));
}

test('a worker begins with what earlier tasks like its own have taught, and with nothing else that is known', async () => {
  const set = setUp(queueOf('review', { maxParallel: 2 }));
  const remember = (text: string) => invoke(set.person, 'memory.remember', { text });
  await remember('Paint the logo: the blue is #00f');
  await remember('Migrate the users database:\nneeds pg_dump 17');
  await enqueue(set, 'review', 'Migrate the billing database');
  await all(set);
  const [first] = await sessions(set);
  expect(first?.opening).toBe(
    'Migrate the billing database\n\n' +
      'What was learnt before:\n- Migrate the users database: needs pg_dump 17\n\n' +
      '(This is t1 of the queue review; you hold it.)',
  );
  await enqueue(set, 'review', 'Write a poem');
  await all(set);
  const [, second] = await sessions(set);
  expect(second?.opening).not.toContain('learnt');
});

test('an attempt after a failed one begins with why that failed', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Migrate the billing database', { maxAttempts: 3 });
  await all(set);
  const [first] = await sessions(set);
  await endTurn(set.world, first?.id ?? '', 'the disk is full', 'error');
  await all(set);
  await endSession(set.world, first?.id ?? '');
  set.world.tick(11_000);
  await all(set);
  const [, second] = await sessions(set);
  expect(second?.opening).toMatch(/What was learnt before:\n- .*\(t1, which failed\)/);
});

test('a task becomes a worker that holds it, with the whole task as its opening', async () => {
  const set = setUp(queueOf('review'));
  expect(await enqueue(set, 'review', 'Review it\nall of it', { data: { pr: 7 } })).toEqual({
    id: 't1',
    position: 1,
  });
  await all(set);
  const [session] = await sessions(set);
  expect(session).toMatchObject({ queue: 'review', task: 't1', wanted: 'running' });
  expect(session?.opening).toStartWith('Review it\nall of it\n');
  expect(session?.opening).toContain('"pr": 7');
  expect(await taskOf(set, 't1')).toMatchObject({
    state: 'running',
    holder: session?.agent ?? '',
    attempts: 1,
  });
});

test('there are never more workers than may be, and the next task waits for the last worker to end', async () => {
  const set = setUp(queueOf('review', { maxParallel: 2 }));
  for (const text of ['one', 'two', 'three']) await enqueue(set, 'review', text);
  await all(set);
  expect(await sessions(set)).toHaveLength(2);
  await endTurn(set.world, 's1', 'fine');
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'done', result: 'fine' });
  expect((await sessions(set))[0]).toMatchObject({ wanted: 'stopped' });
  expect(await sessions(set)).toHaveLength(2);
  await endSession(set.world, 's1');
  await all(set);
  expect((await sessions(set)).map(({ task }) => task)).toEqual(['t1', 't2', 't3']);
});

test('the result is the whole last message, and comes to the inbox exactly once', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it', { callback: true });
  await all(set);
  const result = `first line\n${'x'.repeat(50_000)}\nlast line`;
  await endTurn(set.world, 's1', result);
  await all(set);
  await set.make().step();
  const letters = await inbox(set);
  expect(letters.map(({ from, body, task }) => ({ from, body, task }))).toEqual([
    { from: 'queue:review · t1 · done', body: result, task: 't1' },
  ]);
});

test('without a callback nobody is told', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it');
  await all(set);
  await endTurn(set.world, 's1', 'fine');
  await all(set);
  expect(await inbox(set)).toEqual([]);
});

test('an empty result says so', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it');
  await all(set);
  await endTurn(set.world, 's1', ' \n');
  await all(set);
  expect((await taskOf(set, 't1'))?.result).toContain('without a message');
});

test('an error fails the attempt; it is tried again after a pause, until the attempts are used up', async () => {
  const set = setUp(queueOf('review', { maxAttempts: 2 }));
  await enqueue(set, 'review', 'Review it', { callback: true });
  await all(set);
  await endTurn(set.world, 's1', 'the model is overloaded', 'error');
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'waiting', error: 'the model is overloaded' });
  await endSession(set.world, 's1');
  await all(set);
  expect(await sessions(set)).toHaveLength(1);
  expect(await inbox(set)).toEqual([]);
  set.world.tick(11_000);
  await all(set);
  expect(await sessions(set)).toHaveLength(2);
  await endTurn(set.world, 's2', 'still overloaded', 'error');
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'failed', attempts: 2 });
  expect((await inbox(set)).map(({ from, body }) => ({ from, body }))).toEqual([
    { from: 'queue:review · t1 · failed', body: 'still overloaded' },
  ]);
});

test('a worker that crashed for good fails its attempt with the reason, not at once again', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it');
  await all(set);
  await set.world.store.transact((tx) => {
    const session = tx.get('session', 's1');
    const agent = tx.get('agent', session?.agent ?? '');
    if (session === undefined || agent === undefined) throw new Error('no worker');
    settleEnded(tx, set.person, session, 'it crashed 3 times in a row');
    departAgent(tx, agent, 'died');
  });
  await endSession(set.world, 's1');
  await all(set);
  const task = await taskOf(set, 't1');
  expect(task).toMatchObject({ state: 'waiting', attempts: 1 });
  expect(task?.error).toContain('crashed 3 times');
  expect(await sessions(set)).toHaveLength(1);
});

test('a cancelled task interrupts and stops its worker', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it', { callback: true });
  await all(set);
  await change(set.world, 's1', { state: 'working' });
  await invoke(set.person, 'task.cancel', { id: 't1', reason: 'no longer needed' });
  await all(set);
  expect((await sessions(set))[0]).toMatchObject({
    wanted: 'stopped',
    interruptsAsked: 1,
    why: 't1 was cancelled',
  });
  expect((await inbox(set)).map(({ from, body }) => ({ from, body }))).toEqual([
    { from: 'queue:review · t1 · cancelled', body: 'no longer needed' },
  ]);
});

test('what a worker said itself is respected, and it ends with its turn', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it');
  await all(set);
  const [worker] = await sessions(set);
  const own = await set.contextAs(`token-of-${worker?.agent}`);
  await change(set.world, 's1', { state: 'working' });
  await invoke(own, 'task.done', { id: 't1', summary: 'by my own words' });
  await all(set);
  expect((await sessions(set))[0]).toMatchObject({ wanted: 'running' });
  await endTurn(set.world, 's1', 'Bye.');
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'done', result: 'by my own words' });
  expect((await sessions(set))[0]).toMatchObject({ wanted: 'stopped', why: 't1 is done' });
});

test('a worker that waits for an answer is not done; the answer lets it go on', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it');
  await all(set);
  const [worker] = await sessions(set);
  const agent = worker?.agent ?? '';
  await set.world.store.transact((tx) => {
    const person = tx.list('agent').find(({ human }) => human)?.id ?? '';
    const base = { urgent: false, topic: null, task: null, createdAt: tx.now, expiresAt: null };
    tx.create(
      'message',
      { ...base, id: 'm90', from: agent, to: person, kind: 'question', body: 'Which?', replyTo: null },
      { type: 'message.asked' },
    );
    tx.create(
      'delivery',
      {
        id: `m90:${person}`,
        message: 'm90',
        agent: person,
        unreadBy: person,
        openQuestionFor: person,
        state: 'queued',
        queuedAt: tx.now,
        deliveredAt: null,
        seenAt: null,
        answeredAt: null,
        dueAt: null,
      },
      { type: 'message.queued' },
    );
  });
  await endTurn(set.world, 's1', 'I wait for your answer.');
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'running' });
  await invoke(set.person, 'message.reply', { id: 'm90', text: 'The second.' });
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'running' });
  await invoke(await set.contextAs(`token-of-${agent}`), 'message.inbox', {});
  await endTurn(set.world, 's1', 'The second it is.');
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'done', result: 'The second it is.' });
});

test('a turn that somebody interrupted is no end', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it');
  await all(set);
  await endTurn(set.world, 's1', 'half', 'interrupted');
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'running' });
});

test('the task of a worker that is suspect for too long is another’s', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it');
  await all(set);
  await change(set.world, 's1', { state: 'suspect', why: 'silent', changedAt: set.world.clock.now });
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'running' });
  set.world.tick(defaultTimers.silenceMs);
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'waiting', error: 'silent' });
  expect((await sessions(set))[0]).toMatchObject({ wanted: 'stopped' });
});

test('a queue without a profile is left to be claimed from', async () => {
  const set = setUp(queueOf('plain', { profile: null }));
  await enqueue(set, 'plain', 'By hand');
  await all(set);
  expect(await sessions(set)).toEqual([]);
});

test('an agent gives a queue no work that may do more than itself, unless a person opened the queue', async () => {
  const set = setUp(queueOf('review'), queueOf('open', { open: true }));
  await enqueue(set, 'review', 'Review it');
  await all(set);
  await change(set.world, 's1', { profile: { ...profile, permission: 'read' } });
  const [worker] = await sessions(set);
  const own = await set.contextAs(`token-of-${worker?.agent}`);
  const refusal = await invoke(own, 'queue.enqueue', { queue: 'review', text: 'rm -rf' }).catch(String);
  expect(refusal).toContain('Workers of review may do more (write) than you (read)');
  const added = await invoke(own, 'task.add', { queue: 'review', title: 'rm -rf' }).catch(String);
  expect(added).toEqual(refusal as string);
  expect(await invoke(own, 'queue.enqueue', { queue: 'open', text: 'Allowed' })).toMatchObject({
    position: 1,
  });
});

test('a new dispatcher goes on where the last one died', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it', { callback: true });
  await all(set);
  await endTurn(set.world, 's1', 'fine');
  const other = set.make();
  while (await other.step());
  await all(set);
  expect(await taskOf(set, 't1')).toMatchObject({ state: 'done', attempts: 1 });
  expect(await inbox(set)).toHaveLength(1);
  expect(await sessions(set)).toHaveLength(1);
});

test('a worker with whose session somebody goes on is theirs: its queue neither ends nor counts it', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'Review it');
  await all(set);
  await endTurn(set.world, 's1', 'fine');
  await all(set);
  await endSession(set.world, 's1');
  await invoke(set.person, 'session.resume', { session: 's1', name: 'again', text: 'And the tests?' });
  await change(set.world, 's1', { state: 'idle' });
  await enqueue(set, 'review', 'Review that');
  await all(set);
  expect(await sessions(set)).toMatchObject([
    { id: 's1', wanted: 'running', queue: null, task: null },
    { id: 's2', wanted: 'running', queue: 'review', task: 't2' },
  ]);
});

test('while there is less room than work, every queue gets its share', async () => {
  const queues = ['a1x', 'b1x', 'c1x'].map((name) => ({ queue: queueOf(name, { maxParallel: 4 }) }));
  const live = new Map<string, number>();
  const served: string[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const next = fairly(queues, live, served.at(-1) ?? '')?.queue.name ?? '';
    served.push(next);
    live.set(next, (live.get(next) ?? 0) + 1);
  }
  expect(served).toEqual(['a1x', 'b1x', 'c1x', 'a1x', 'b1x', 'c1x']);
  expect(fairly([queues[0]!], new Map([['a1x', 4]]), '')).toBeUndefined();
});

test('a task whose title begins its text is told once', () => {
  const task = { id: 't1', queue: 'q', context: null, data: null };
  const of = (title: string, description: string | null) =>
    openingOf({ ...task, title, description } as Parameters<typeof openingOf>[0])
      .split('\n\n')
      .slice(0, -1);
  expect(of('Fix it', null)).toEqual(['Fix it']);
  expect(of('Fix it', 'Fix it\nnow')).toEqual(['Fix it\nnow']);
  expect(of('Fix it', 'It is broken.')).toEqual(['Fix it', 'It is broken.']);
});

/** The session's agent has spent this much in a turn that just ended. */
const spend = (world: World, session: Session | undefined, costUsd: number) =>
  world.store.transact((tx) => {
    if (session === undefined) throw new Error('nobody to spend it');
    const { id, agent, task, queue } = session;
    const { now } = world.clock;
    const spent = { session: id, agent, task, queue, endedAt: now, costUsd, costIs: 'exact' } as const;
    tx.create('turn', newTurn({ ...spent, id: tx.nextId('turn') }), { type: 'turn.ended', agent });
  });

const dayMs = 86_400_000;

test.each([
  ['its queue', { queues: { review: 1 } }],
  ['its profile', { profiles: { rev: 1 } }],
  ['everything', { workspace: 1 }],
])('no worker is started once the budget of %s is spent, until the next day', async (_, budgets) => {
  const set = setUp(queueOf('review', { maxParallel: 9 }));
  await enqueue(set, 'review', 'one');
  await all(set);
  const [first] = await sessions(set);
  set.allow(budgets);
  await spend(set.world, first, 0.5);
  await enqueue(set, 'review', 'two');
  await all(set);
  expect(await sessions(set)).toHaveLength(2);
  await spend(set.world, first, 0.3);
  await all(set);
  expect(await told(set)).toEqual(['budget.warned 80']);
  await spend(set.world, first, 0.3);
  await enqueue(set, 'review', 'three');
  await all(set);
  expect(await sessions(set)).toHaveLength(2);
  expect(await taskOf(set, 't3')).toMatchObject({ state: 'ready' });
  const { reasons } = await invoke(set.person, 'task.explain', { id: 't3' });
  expect(reasons[0]).toContain('$1.1 of $1 are spent');
  expect(await told(set)).toEqual(['budget.warned 80', 'budget.spent 100']);
  const { budgets: shown } = await invoke(set.person, 'usage.budgets', {});
  expect(shown).toMatchObject([{ usdPerDay: 1, spentUsd: 1.1, share: 1.1, isSpent: true, reachedAt: null }]);
  set.world.tick(dayMs);
  await all(set);
  expect(await taskOf(set, 't3')).toMatchObject({ state: 'running' });
});

test('what others spend is no reason, and a budget says when it will be spent at this rate', async () => {
  const set = setUp(queueOf('review'));
  await enqueue(set, 'review', 'one');
  await all(set);
  const [first] = await sessions(set);
  set.allow({ queues: { other: 1, review: 4 }, profiles: { claude: 1 } });
  await spend(set.world, first, 3);
  const { budgets } = await invoke(set.person, 'usage.budgets', {});
  const inAnHour = new Date(set.world.clock.now + 3_600_000).toISOString();
  expect(budgets.map(({ of, name, spentUsd, reachedAt }) => [of, name, spentUsd, reachedAt])).toEqual([
    ['queue', 'other', 0, null],
    ['queue', 'review', 3, inAnHour],
    ['profile', 'claude', 0, null],
  ]);
});

async function told({ world }: Set): Promise<readonly string[]> {
  const events = await world.store.events({ type: 'budget' });
  return events.map(({ type, data }) => `${type} ${String(data?.['percent'])}`);
}
