import { describe, expect, test } from 'bun:test';
import { createWorld, type World } from '../../../../test/support/world.ts';
import type { ShoalError } from '../../../domain/errors.ts';
import type { PolicyRule } from '../../../domain/policy.ts';
import { newProfile } from '../../../domain/profile.ts';
import type { Request } from '../../../domain/request.ts';
import { newSession, type Session } from '../../../domain/session.ts';
import type { Context } from '../../context.ts';
import type { Config, ConfigFile } from '../../ports.ts';
import { join } from '../agent/join.ts';
import { leave } from '../agent/leave.ts';
import { prime } from '../agent/prime.ts';
import { ps } from '../agent/ps.ts';
import { inbox, reply } from '../message.ts';
import { test as policyTest } from '../policy.ts';
import { approve, ask, list, reject, show } from '../request.ts';
import { claim } from '../task/claim.ts';
import { add } from '../task/add.ts';
import { explain } from '../task/explain.ts';
import { status } from '../workspace/status.ts';
import { withdrawRequest, withdrawRequests } from './close.ts';
import { openRequest, type RequestDraft } from './open.ts';

const minute = 60_000;

async function worldOf(...names: readonly string[]): Promise<World> {
  const world = createWorld();
  for (const [index, name] of names.entries()) await join(world.as(index + 1), { name });
  return world;
}

async function refusal(promise: Promise<unknown>): Promise<ShoalError> {
  return promise.then(
    (value) => {
      throw new Error(`it was not refused: ${JSON.stringify(value)}`);
    },
    (error: ShoalError) => error,
  );
}

/** Resolves with the id of the n-th request, once it is there. */
async function untilOpened(world: World, count = 1): Promise<string> {
  const signal = new AbortController().signal;
  for (;;) {
    const [requests, seq] = await world.store.read((view) => [view.list('request'), view.lastSeq]);
    const request = requests[count - 1];
    if (request !== undefined) return request.id;
    await world.store.wait(seq, undefined, signal);
  }
}

/** As the supervisor opens one. */
function opened(
  world: World,
  draft: Partial<RequestDraft> = {},
  rules: readonly PolicyRule[] = [],
): Promise<Request> {
  const context = world.nobody();
  return world.store.transact((tx) =>
    openRequest(tx, context, { kind: 'permission', agent: 'a1', title: 'Bash: rm x', ...draft }, rules),
  );
}

const stateOf = async (world: World, id: string) => (await show(world.nobody(), { id })).state;
const typesOf = async (world: World) =>
  (await world.store.events({ limit: 100 }))
    .map(({ type }) => type)
    .filter((type) => type.startsWith('request.'));

describe('asking for an approval', () => {
  test('a person approves, and the asker goes on with who decided', async () => {
    const world = await worldOf('ada');
    const asking = ask(world.as(1), { text: 'Drop it?\nall rows' });
    const id = await untilOpened(world);
    expect(await list(world.nobody(), {})).toMatchObject([
      {
        id,
        requestKind: 'approval',
        agentName: 'ada',
        title: 'Drop it?',
        body: 'Drop it?\nall rows',
        by: [],
      },
    ]);
    await approve(world.person('pat'), { id });
    expect(await asking).toMatchObject({
      request: id,
      pending: false,
      outcome: 'approve',
      decidedByName: 'pat',
    });
    expect(await list(world.nobody(), {})).toEqual([]);
    expect(await typesOf(world)).toEqual(['request.opened', 'request.decided']);
  });

  test('a rejection is NOT_ALLOWED, with the reason', async () => {
    const world = await worldOf('ada');
    const asking = refusal(ask(world.as(1), { text: '?' }));
    await reject(world.person('pat'), { id: await untilOpened(world), reason: 'not on a Friday' });
    const error = await asking;
    expect(error.code).toBe('NOT_ALLOWED');
    expect(error.message).toContain('not on a Friday');
    expect(error.details).toMatchObject({ outcome: 'reject', text: 'not on a Friday' });
  });

  test('at the deadline the stated default holds, also before anybody has swept', async () => {
    const world = await worldOf('ada');
    const asking = refusal(ask(world.as(1), { text: '?', timeoutMs: minute }));
    const id = await untilOpened(world);
    world.tick(minute);
    expect(await show(world.nobody(), { id })).toMatchObject({
      state: 'expired',
      outcome: 'reject',
      decidedBy: 'default',
    });
    expect((await refusal(approve(world.person(), { id }))).code).toBe('CONFLICT');
    expect((await asking).code).toBe('TIMED_OUT');
    const second = ask(world.as(1), { text: '?', timeoutMs: minute, default: 'approve' });
    await untilOpened(world, 2);
    world.tick(minute);
    await join(world.as(1), { name: 'ada' });
    expect(await second).toMatchObject({ outcome: 'approve', decidedBy: 'default' });
  });

  test('the first answer wins; the second is told who decided what', async () => {
    const world = await worldOf('ada', 'bob');
    const asking = ask(world.as(1), { text: '?', by: ['bob'] });
    const id = await untilOpened(world);
    await approve(world.as(2), { id });
    const error = await refusal(reject(world.person(), { id, reason: 'no' }));
    expect(error.code).toBe('CONFLICT');
    expect(error.message).toContain('approved by bob');
    expect((await asking).decidedByName).toBe('bob');
  });

  test('pending leaves it open, and it is resumed by its asker alone', async () => {
    const world = await worldOf('ada', 'bob');
    const { request: id } = await ask(world.as(1), { text: '?', pendingAfterMs: 0 });
    expect(await stateOf(world, id)).toBe('open');
    expect((await refusal(ask(world.as(2), { resume: id }))).code).toBe('NOT_ALLOWED');
    await approve(world.person(), { id });
    expect(await ask(world.as(1), { resume: id })).toMatchObject({ pending: false, outcome: 'approve' });
  });

  test('an asker that stops waiting withdraws it', async () => {
    const world = await worldOf('ada');
    const controller = new AbortController();
    const context: Context = { ...world.as(1), signal: controller.signal };
    const asking = refusal(ask(context, { text: '?' }));
    const id = await untilOpened(world);
    controller.abort(new Error('interrupted'));
    await asking;
    expect(await stateOf(world, id)).toBe('withdrawn');
    expect((await refusal(approve(world.person(), { id }))).code).toBe('CONFLICT');
  });

  test('the same key asks once', async () => {
    const world = await worldOf('ada');
    const first = await ask(world.as(1), { text: '?', pendingAfterMs: 0, key: 'k' });
    const second = await ask(world.as(1), { text: '?', pendingAfterMs: 0, key: 'k' });
    expect(second.request).toBe(first.request);
  });

  test('those who are named are told; nobody, a board or oneself cannot be', async () => {
    const world = await worldOf('ada', 'bob');
    await join(world.as(2), { role: 'reviewer' });
    await ask(world.as(1), { text: 'Merge?', by: ['@reviewer', '@human'], pendingAfterMs: 0 });
    expect((await inbox(world.as(2), {}))[0]?.body).toContain('q1 waits for your decision: Merge?');
    expect((await list(world.nobody(), {}))[0]?.by).toEqual(['@reviewer']);
    for (const by of ['ada', '#board', '@all'])
      expect((await refusal(ask(world.as(1), { text: '?', by: [by] }))).code).toBe('INVALID_INPUT');
    expect((await refusal(ask(world.as(1), { text: '?', by: ['@boss'] }))).code).toBe('NOT_FOUND');
  });
});

describe('who may decide', () => {
  test('nobody for themselves: not the asker, nor who it started, nor the same session under another name', async () => {
    const world = await worldOf('ada', 'bob', 'cyd');
    await world.store.transact((tx) => {
      tx.update('agent', 'a3', { parent: 'a2' }, { type: 'agent.updated' });
      tx.update('agent', 'a2', { parent: 'a1' }, { type: 'agent.updated' });
    });
    const { id } = await opened(world, { by: ['ada', 'bob', 'cyd'] });
    for (const pid of [1, 2, 3])
      expect((await refusal(approve(world.as(pid), { id }))).code).toBe('NOT_ALLOWED');
    expect(await stateOf(world, id)).toBe('open');
    const byChild = await opened(world, { agent: 'a2', by: ['ada'] });
    expect(await approve(world.as(1), { id: byChild.id })).toMatchObject({ decidedByName: 'ada' });
  });

  test('a fork is the same conversation, in both directions', async () => {
    const world = await worldOf('ada', 'bob', 'cyd');
    await world.store.transact((tx) => {
      tx.create('session', sessionOf('s1', 'a1', null), { type: 'session.started' });
      tx.create('session', sessionOf('s2', 'a2', 's1'), { type: 'session.started' });
      tx.create('session', sessionOf('s3', 'a3', null), { type: 'session.started' });
    });
    const first = await opened(world, { by: ['bob', 'cyd'] });
    expect((await refusal(approve(world.as(2), { id: first.id }))).code).toBe('NOT_ALLOWED');
    const second = await opened(world, { agent: 'a2', by: ['ada'] });
    expect((await refusal(approve(world.as(1), { id: second.id }))).code).toBe('NOT_ALLOWED');
    expect(await approve(world.as(3), { id: first.id })).toMatchObject({ state: 'decided' });
  });

  test('an agent only what names it or its role; who never joined nothing', async () => {
    const world = await worldOf('ada', 'bob');
    const { id } = await opened(world);
    expect((await refusal(approve(world.as(2), { id }))).code).toBe('NOT_ALLOWED');
    expect((await refusal(approve(world.nobody(), { id }))).code).toBe('NOT_JOINED');
    const other = await opened(world, { by: ['@Reviewer'] });
    await join(world.as(2), { role: 'reviewer' });
    expect(await reject(world.as(2), { id: other.id, reason: 'no' })).toMatchObject({ outcome: 'reject' });
  });

  test('a person by their record alone is nobody without the terminal', async () => {
    const world = await worldOf('ada');
    await approve(world.person('pat'), { id: (await opened(world)).id });
    const { id } = await opened(world);
    const facts = { ...world.person('pat').facts, provenHuman: false };
    expect((await refusal(approve({ ...world.nobody(), facts }, { id }))).code).toBe('NOT_JOINED');
  });
});

describe('requests of harnesses', () => {
  const options = [
    { id: 'once', label: 'Yes', outcome: 'approve', always: false },
    { id: 'always', label: 'Yes, always', outcome: 'approve', always: true },
    { id: 'no', label: 'No', outcome: 'reject', always: false },
  ] as const;

  test('the fitting option is chosen, or the one that is named', async () => {
    const world = await worldOf('ada');
    const person = world.person();
    const open = async () => (await opened(world, { options })).id;
    expect(await approve(person, { id: await open() })).toMatchObject({ option: 'once' });
    expect(await approve(person, { id: await open(), always: true })).toMatchObject({ option: 'always' });
    expect(await reject(person, { id: await open(), reason: 'no' })).toMatchObject({ option: 'no' });
    expect(await approve(person, { id: await open(), option: 'always' })).toMatchObject({ option: 'always' });
    const id = await open();
    for (const option of ['no', 'maybe'])
      expect((await refusal(approve(person, { id, option }))).code).toBe('INVALID_INPUT');
    const bare = await opened(world);
    expect((await refusal(approve(person, { id: bare.id, always: true }))).code).toBe('INVALID_INPUT');
    expect(await stateOf(world, bare.id)).toBe('open');
  });

  test('a question is answered by reply, with the option it names; each command says which one is right', async () => {
    const world = await worldOf('ada');
    const person = world.person();
    const { id } = await opened(world, { kind: 'question', title: 'Which database?', options });
    expect((await refusal(approve(person, { id }))).hint).toContain(`shoal reply ${id}`);
    expect(await reply(person, { id, text: 'yes, always' })).toMatchObject({
      kind: 'request',
      option: 'always',
      text: 'yes, always',
    });
    const permission = await opened(world);
    expect((await refusal(reply(person, { id: permission.id, text: 'ok' }))).hint).toContain('shoal approve');
  });

  test('what its session does not wait for any more is withdrawn', async () => {
    const world = await worldOf('ada');
    const ofSession = await opened(world, { session: 's1' });
    const single = await opened(world);
    await world.store.transact((tx) => {
      expect(withdrawRequests(tx, 's1', 'its turn was interrupted')).toBe(1);
      expect(withdrawRequest(tx, single.id, 'the harness took it back')).toBe(true);
      expect(withdrawRequest(tx, single.id, 'again')).toBe(false);
    });
    expect(await stateOf(world, ofSession.id)).toBe('withdrawn');
    expect(await list(world.nobody(), {})).toEqual([]);
    expect((await list(world.nobody(), { all: true })).map(({ id }) => id)).toEqual([
      single.id,
      ofSession.id,
    ]);
  });

  test('those of an agent that is gone are withdrawn, and look so from its death on', async () => {
    const world = await worldOf('ada', 'bob');
    const left = await opened(world);
    await leave(world.as(1), {});
    expect(await stateOf(world, left.id)).toBe('withdrawn');
    const { id } = await opened(world, { agent: 'a2' });
    world.evidence.set(2, 'dead');
    expect(await stateOf(world, id)).toBe('withdrawn');
    expect((await refusal(approve(world.person(), { id }))).code).toBe('CONFLICT');
  });

  test('law 15: no more are open than the limit', async () => {
    const world = createWorld({ settings: { requestsMax: 2 } });
    await join(world.as(1), { name: 'ada' });
    await opened(world);
    const { id } = await opened(world);
    expect((await refusal(opened(world))).code).toBe('LIMIT');
    await approve(world.person(), { id });
    await opened(world);
  });
});

describe('while an agent waits, everybody sees it', () => {
  test('ps, status, prime, explain, and the inbox of a person', async () => {
    const world = await worldOf('ada', 'bob');
    await add(world.as(2), { title: 'Migrate' });
    const task = await claim(world.as(1), {});
    const asking = ask(world.as(1), { text: 'Drop it?', by: ['bob'] });
    const id = await untilOpened(world);
    expect((await ps(world.nobody(), {})).map(({ name, state }) => `${name} ${state}`)).toEqual([
      'ada needs you',
      'bob idle',
    ]);
    expect(await status(world.nobody(), {})).toMatchObject({
      openRequests: 1,
      requests: [{ id, task: task?.id }],
    });
    const about = await explain(world.nobody(), { id: task?.id ?? '' });
    expect(about.reasons[0]).toContain(`ada waits for a decision: ${id} Drop it?`);
    expect(about.frees[0]).toBe(`shoal approve ${id}`);
    expect((await inbox(world.person(), {}))[0]).toMatchObject({ kind: 'request', id, title: 'Drop it?' });
    expect((await inbox(world.as(2), {})).map(({ kind }) => kind)).toEqual(['message']);
    await approve(world.as(2), { id });
    await asking;
    expect((await ps(world.nobody(), {}))[0]?.state).toBe('working');
  });

  test('a briefing names what may be decided, and what is waited for', async () => {
    const world = createWorld();
    const files = { find: () => world.nobody().place, enter: () => Promise.resolve(context) };
    const context: Context = world.as(1);
    await join(context, { name: 'ada' });
    await ask(context, { text: 'Drop it?', pendingAfterMs: 0 });
    const briefing = await prime({ ...context, files: { ...context.files, ...files } }, {});
    expect(briefing.requests.map(({ title }) => title)).toEqual(['Drop it?']);
    expect(briefing.next[0]).toMatchObject({
      operation: 'request.ask',
      command: 'shoal ask --approval --resume q1',
    });
  });

  test('for a person requests come first, then questions to them, then mail, within the limit', async () => {
    const world = await worldOf('ada');
    const { send, ask: askQuestion } = await import('../message.ts');
    await inbox(world.person(), {});
    await send(world.as(1), { text: 'news', to: ['@human'] });
    const asking = askQuestion(world.as(1), { text: 'Which?', to: ['@human'] });
    while ((await world.store.read((view) => view.list('message'))).length < 2) await Promise.resolve();
    await opened(world);
    const kinds = async (input: Parameters<typeof inbox>[1]) =>
      (await inbox(world.person(), input)).map(({ kind }) => kind);
    expect(await kinds({ limit: 2 })).toEqual(['request', 'question']);
    expect(await kinds({})).toEqual(['request', 'question', 'message']);
    await reply(world.person(), { id: 'm2', text: 'this' });
    expect((await asking).body).toBe('this');
  });
});

describe('policies', () => {
  const rule = (fields: Partial<PolicyRule>): PolicyRule => ({
    decision: 'allow',
    tool: null,
    path: null,
    command: null,
    profile: null,
    reason: null,
    ...fields,
  });
  const bash = { tool: 'Bash', title: 'Bash' } as const;

  test('decide a permission at once, and leave a record of it', async () => {
    const world = await worldOf('ada');
    await world.store.transact((tx) =>
      tx.create('session', sessionOf('s1', 'a1', null), { type: 'session.started' }),
    );
    const rules = [
      rule({ decision: 'deny', command: 'git push*', reason: 'a person pushes' }),
      rule({ tool: 'Bash', command: 'npm *', profile: 'impl' }),
      rule({ decision: 'deny', path: '**/.env' }),
    ];
    const asked = (command: string) => opened(world, { ...bash, session: 's1', command }, rules);
    expect(await asked('npm test')).toMatchObject({
      state: 'decided',
      decidedBy: 'policy',
      decision: { outcome: 'approve' },
    });
    expect(await asked('npm test && git push')).toMatchObject({
      decision: { outcome: 'reject', text: 'a person pushes' },
    });
    expect(await asked('ls')).toMatchObject({ state: 'open' });
    expect(await opened(world, { ...bash, session: 's1', paths: ['/w/sub/.env'] }, rules)).toMatchObject({
      decision: { outcome: 'reject' },
    });
    const approval = await opened(world, { kind: 'approval' }, [rule({})]);
    expect(approval.state).toBe('open');
    expect(await list(world.nobody(), {})).toHaveLength(2);
  });

  test('are replayed over the past: what differs, and what goes against a decision', async () => {
    const policies = [rule({ command: 'npm *' }), rule({ decision: 'deny', command: 'rm *' })];
    const config: Config = {
      file: '/w/shoal.yaml',
      exists: true,
      profiles: {},
      written: [],
      defaultProfile: null,
      defaultPipeline: null,
      registry: null,
      queues: {},
      policies,
      budgets: { workspace: null, queues: {}, profiles: {} },
      serve: { host: '127.0.0.1', port: 8000, logLevel: 'info' },
      problems: [],
    };
    const file: Pick<ConfigFile, 'read'> = { read: () => config };
    const world = createWorld({ config: file as ConfigFile }); // all that a replay asks of it
    await join(world.as(1), { name: 'ada' });
    await opened(world, { ...bash, command: 'npm test' }, policies);
    const removed = await opened(world, { ...bash, command: 'rm -rf build' });
    await approve(world.person(), { id: removed.id });
    await opened(world, { ...bash, command: 'ls' });
    await opened(world, { ...bash, command: 'curl x' }, [rule({})]);
    await opened(world, { kind: 'approval' });
    const replayed = await policyTest(world.nobody(), {});
    expect(replayed).toMatchObject({ rules: 2, replayed: 4, differ: 2, against: 1 });
    expect(
      replayed.requests.map(({ was, outcome, would, rule: number, differs, against }) =>
        [was, outcome, would, number, differs, against].join(' '),
      ),
    ).toEqual([
      'allow approve ask  true false',
      'ask  ask  false false',
      'ask approve deny 2 true true',
      'allow approve allow 1 false false',
    ]);
    expect((await policyTest(world.nobody(), { differing: true })).requests).toHaveLength(2);
  });
});

const profile = newProfile({ name: 'impl', harness: 'claude' });

function sessionOf(id: string, agent: string, forkOf: string | null): Session {
  return newSession({ id, agent, profile, directory: '/w', forkOf, createdAt: 0 });
}

test('the riskiest come first, then the oldest; each says why it is thought so', async () => {
  const world = await worldOf('ada');
  for (const command of ['ls', './x', 'rm -rf build', './y', 'git push -f'])
    await opened(world, { tool: 'Bash', command });
  const listed = await list(world.nobody(), {});
  expect(listed.map(({ command, risk }) => [command, risk])).toEqual([
    ['rm -rf build', 'high'],
    ['git push -f', 'high'],
    ['./x', 'medium'],
    ['./y', 'medium'],
    ['ls', 'low'],
  ]);
  expect(listed[0]?.riskWhy).toBe('removes for good');
  expect((await list(world.nobody(), { limit: 1 })).map(({ id }) => id)).toEqual(['q3']);
});
