import { describe, expect, test } from 'bun:test';
import { fakeProfile } from '../../../../test/support/supervised.ts';
import { createWorld, type World } from '../../../../test/support/world.ts';
import type { ShoalError } from '../../../domain/errors.ts';
import { newSession } from '../../../domain/session.ts';
import type { Context } from '../../context.ts';
import { recordShow } from '../../contracts/record.ts';
import type { Ancestor, CallerFacts, KillOutcome } from '../../ports.ts';
import { add, claim, progress } from '../task.ts';
import { join, kill, leave, prime, ps, whoami } from '../agent.ts';
import { show } from '../leader.ts';
import { show as showRecord } from '../record.ts';

const minute = 60_000;

function ancestor(pid: number, more: Partial<Ancestor> = {}): Ancestor {
  const process = { bootId: 'boot', pidNamespace: 'ns', pid, startTime: String(pid) };
  return { process, command: ['agent'], oneShot: false, harness: null, ...more };
}

function calling(world: World, facts: Partial<CallerFacts>): Context {
  const context = world.nobody();
  return { ...context, facts: { ...context.facts, ...facts } };
}

function killing(context: Context, outcome: KillOutcome['outcome']): Context {
  return {
    ...context,
    processes: {
      killTree: async () => ({
        outcome,
        killedPids: outcome === 'killed' ? [1] : [],
        survivingPids: outcome === 'survived' ? [1] : [],
      }),
    },
  };
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no refusal',
    (error: ShoalError) => error.code,
  );
}

describe('a person', () => {
  test('signs what they do without having joined', async () => {
    const world = createWorld();
    await add(world.person('grace'), { title: 'work' });
    const [event] = await world.store.events({ type: 'task.added' });
    const signed = await world.store.read((view) => view.get('agent', event?.actor ?? ''));
    expect(signed).toMatchObject({ name: 'grace', human: true });
  });
});

test('who has left is still shown by id or name, with when and why', async () => {
  const world = createWorld();
  const { id } = await join(world.as(1), { name: 'fay', role: 'builder' });
  await leave(world.as(1), {});
  const gone = { id, name: 'fay', role: 'builder', state: 'gone', leftReason: 'left' };
  expect(await showRecord(world.person('grace'), { id })).toMatchObject(gone);
  expect(await showRecord(world.person('grace'), { id: 'fay' })).toMatchObject(gone);
  expect(await refusal(showRecord(world.person('grace'), { id: 'a99' }))).toBe('NOT_FOUND');
});

test('who is shown by id or name is shown as in the list of agents', async () => {
  const world = createWorld();
  const { id } = await join(world.as(1), { name: 'fay' });
  await join(world.as(2), { name: 'gus' });
  const shown = await showRecord(world.nobody(), { id: 'fay' });
  expect(recordShow.output.safeParse(shown).error).toBeUndefined();
  const listed: unknown[] = await ps(world.nobody(), {});
  expect(listed).toContainEqual(shown);
  expect(await showRecord(world.nobody(), { id })).toEqual(shown);
});

describe('joining', () => {
  test('two processes are two agents; the same one again is the same agent with new fields', async () => {
    const world = createWorld();
    const first = await join(world.as(1), { role: 'builder' });
    const second = await join(world.as(2), {});
    const again = await join(world.as(1), { workingOn: 'the API', capabilities: ['go'] });
    expect(first.id).not.toBe(second.id);
    expect(first.name).not.toBe(second.name);
    expect(again).toMatchObject({
      id: first.id,
      name: first.name,
      joined: false,
      role: 'builder',
      workingOn: 'the API',
      capabilities: ['go'],
    });
  });

  test('a one-shot shell is never the agent: the script above it is', async () => {
    const world = createWorld();
    const facts = (shell: number) => ({ ancestors: [ancestor(shell, { oneShot: true }), ancestor(5)] });
    const joined = await join(calling(world, facts(100)), { name: 'my-bot' });
    expect((await whoami(calling(world, facts(101)), {})).id).toBe(joined.id);
  });

  test('a script that an agent runs and that joins is an agent of its own', async () => {
    const world = createWorld();
    const outer = await join(world.as(1), {});
    const inner = await join(calling(world, { ancestors: [ancestor(2), ancestor(1)] }), {});
    expect(inner.id).not.toBe(outer.id);
  });

  test('a harness that has not joined is not the agent whose terminal it runs in', async () => {
    const world = createWorld();
    await join(world.as(1), {});
    const harness = calling(world, {
      ancestors: [ancestor(3, { oneShot: true }), ancestor(2, { harness: 'gemini' }), ancestor(1)],
    });
    expect(await refusal(whoami(harness, {}))).toBe('NOT_JOINED');
  });

  test('a session is one agent in whichever process it is resumed', async () => {
    const world = createWorld();
    const session = { harness: 'codex', id: 's1' };
    const first = await join(calling(world, { session, ancestors: [ancestor(1, { harness: 'codex' })] }), {});
    const resumed = await join(
      calling(world, { session, ancestors: [ancestor(2, { harness: 'codex' })] }),
      {},
    );
    expect(resumed.id).toBe(first.id);
    world.evidence.set(1, 'dead');
    expect((await ps(world.nobody(), {})).map(({ state }) => state)).toEqual(['idle']);
  });

  test('a new session in a process that holds one at a time replaces the earlier', async () => {
    const world = createWorld();
    const inProcess = (id: string) =>
      calling(world, { session: { harness: 'claude', id }, ancestors: [ancestor(1, { harness: 'claude' })] });
    const first = await join(inProcess('s1'), {});
    const second = await join(inProcess('s2'), {});
    expect((await ps(world.nobody(), {})).map(({ id }) => id)).toEqual([second.id]);
    expect(second.id).not.toBe(first.id);
  });

  test('a taken name is refused, and free again when its agent is gone', async () => {
    const world = createWorld();
    const session = (id: string) => calling(world, { session: { harness: 'codex', id } });
    await join(world.as(1), { name: 'Bot-One' });
    expect(await refusal(join(session('s1'), { name: 'bot-one' }))).toBe('CONFLICT');
    world.evidence.set(1, 'dead');
    expect((await join(session('s1'), { name: 'bot-one' })).name).toBe('bot-one');
    expect(await refusal(join(world.as(2), { name: 'bot-one' }))).toBe('CONFLICT');
  });

  test('copies of a script that names itself are numbered, each its own agent', async () => {
    const world = createWorld();
    const copies = [1, 2, 3].map((pid) => world.as(pid));
    const names: string[] = [];
    for (const copy of copies) names.push((await join(copy, { name: 'my-bot' })).name);
    expect(names).toEqual(['my-bot', 'my-bot-2', 'my-bot-3']);
    expect((await join(world.as(2), { name: 'my-bot' })).name).toBe('my-bot-2');
    world.evidence.set(1, 'dead');
    expect((await join(world.as(4), { name: 'my-bot' })).name).toBe('my-bot');
    expect(await refusal(join(world.as(5), { name: 'x'.repeat(64) }))).toBe('no refusal');
    expect(await refusal(join(world.as(6), { name: 'x'.repeat(64) }))).toBe('CONFLICT');
  });

  test('the token proves the agent anywhere, and stays when its owner joins again', async () => {
    const world = createWorld();
    const { id, token, export: lines } = await join(world.as(1), { export: true });
    const elsewhere = calling(world, { token });
    expect(await whoami(elsewhere, {})).toMatchObject({ id });
    expect((await join(elsewhere, {})).token).toBe(token);
    expect(lines).toContain(`SHOAL_AGENT_TOKEN=${token}`);
  });

  test('names that could be paths, ids or markup change nothing', async () => {
    const world = createWorld();
    for (const name of ['../x', 'a\0b', 'x'.repeat(300), '[/red]', '\u001b[2J', 'a7'])
      expect(await refusal(join(world.as(1), { name }))).toBe('INVALID_INPUT');
    expect(await ps(world.nobody(), {})).toEqual([]);
  });

  test('a joined terminal is an agent: what only a person may do is not proven by it', async () => {
    const world = createWorld();
    const terminal = { provenHuman: true, ancestors: [ancestor(1)] };
    await join(calling(world, terminal), { name: 'left-terminal' });
    expect(await whoami(calling(world, terminal), {})).toMatchObject({ name: 'left-terminal', human: false });
    expect(await whoami(world.person(), {})).toMatchObject({ human: true, name: 'pat' });
  });
});

describe('leaving and dying', () => {
  test('leaving gives the task back without burning an attempt', async () => {
    const world = createWorld();
    await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    const task = await claim(world.as(1), {});
    expect(await leave(world.as(1), {})).toMatchObject({ releasedTasks: [task?.id] });
    await join(world.as(2), {});
    expect(await claim(world.as(2), {})).toMatchObject({ id: task?.id, attempts: 1 });
  });

  test('a dead process frees its task for the next claim, and shows as gone until then', async () => {
    const world = createWorld();
    await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    const task = await claim(world.as(1), {});
    await join(world.as(2), {});
    world.evidence.set(1, 'dead');
    expect((await ps(world.nobody(), {}))[0]).toMatchObject({ state: 'gone', alive: 'dead', task: null });
    expect(await claim(world.as(2), {})).toMatchObject({ id: task?.id });
  });

  test('a living process that says nothing for hours is alive, and hung only while it holds a task', async () => {
    const world = createWorld();
    await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    await claim(world.as(1), {});
    world.tick(60 * minute);
    expect(await ps(world.nobody(), { hung: true })).toMatchObject([
      { state: 'working', alive: 'alive', hung: true },
    ]);
    await leave(world.as(1), {});
    await join(world.as(1), {});
    world.tick(60 * minute);
    expect(await ps(world.nobody(), { hung: true })).toEqual([]);
  });

  test('hung is also who is over the time of its claim, until it is heard of again', async () => {
    const world = createWorld();
    await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    await claim(world.as(1), { leaseMs: 2 * minute });
    const hung = async () => (await ps(world.nobody(), { hung: true })).length;
    world.tick(1 * minute);
    expect(await hung()).toBe(0);
    world.tick(2 * minute);
    expect(await hung()).toBe(1);
    await progress(world.as(1), { text: 'still at it' });
    expect(await hung()).toBe(0);
  });

  test('hung is also whose session is suspect', async () => {
    const world = createWorld();
    const { id } = await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    await claim(world.as(1), {});
    const session = newSession({
      id: 's1',
      agent: id,
      profile: fakeProfile,
      directory: '/w',
      task: null,
      queue: null,
      opening: null,
      forkOf: null,
      createdAt: world.clock.now,
    });
    const { process } = (await world.store.read((view) => view.get('agent', id))) ?? { process: null };
    await world.store.transact((tx) =>
      tx.create('session', { ...session, process, state: 'suspect' }, { type: 'session.started' }),
    );
    expect(await ps(world.nobody(), { hung: true })).toMatchObject([{ id, state: 'suspect', hung: true }]);
  });

  test('without evidence of life the state is unknown, then gone', async () => {
    const world = createWorld();
    world.evidence.set(1, 'unknown');
    await join(world.as(1), {});
    world.tick(10 * minute);
    expect((await ps(world.nobody(), {}))[0]?.state).toBe('unknown');
    world.tick(30 * minute);
    expect((await ps(world.nobody(), {}))[0]?.state).toBe('gone');
  });
});

describe('kill', () => {
  test('a person ends an agent; its task is ready again', async () => {
    const world = createWorld();
    const { name } = await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    await claim(world.as(1), {});
    const [killed] = await kill(killing(world.person(), 'killed'), { name });
    expect(killed).toMatchObject({ outcome: 'killed', releasedTasks: ['t1'] });
  });

  test('what survived still holds what it holds', async () => {
    const world = createWorld();
    const { name } = await join(world.as(1), {});
    await add(world.as(1), { title: 'one' });
    await claim(world.as(1), {});
    expect(await kill(killing(world.person(), 'survived'), { name })).toMatchObject([
      { outcome: 'survived', releasedTasks: [] },
    ]);
    expect((await ps(world.nobody(), {}))[0]).toMatchObject({ state: 'working', task: 't1' });
  });

  test('of agents only the leader may, and never itself or a person', async () => {
    const world = createWorld();
    const leader = await join(world.as(1), {});
    const other = await join(world.as(2), {});
    expect(await refusal(kill(killing(world.as(2), 'killed'), { name: leader.name }))).toBe('STALE');
    expect(await refusal(kill(killing(world.as(1), 'killed'), { name: leader.name }))).toBe('USAGE');
    expect(await refusal(kill(killing(world.as(1), 'killed'), { name: other.name, term: 7 }))).toBe('STALE');
    expect(await kill(killing(world.as(1), 'killed'), { all: true })).toMatchObject([{ name: other.name }]);
  });
});

describe('prime', () => {
  const briefed = (context: Context): Context => ({
    ...context,
    files: { ...context.files, find: () => context.place, enter: async () => context },
  });

  test('outside a workspace and before joining it gives advice', async () => {
    const world = createWorld();
    const nowhere = { ...world.nobody(), files: { ...briefed(world.nobody()).files, find: () => null } };
    expect(await prime(nowhere, {})).toMatchObject({
      status: 'no workspace',
      next: [{ operation: 'workspace.init', command: 'shoal init' }],
    });
    expect(await prime(briefed(world.as(1)), {})).toMatchObject({
      status: 'not joined',
      next: [{ operation: 'agent.join', command: 'shoal join' }, { operation: 'task.claim' }],
    });
  });

  test('it holds the task, cut to size, and what to do next', async () => {
    const world = createWorld();
    const { name } = await join(world.as(1), {});
    await add(world.as(1), {
      title: 'one',
      context: 'x'.repeat(100_000),
      description: 'long '.repeat(10_000),
    });
    await claim(world.as(1), {});
    const briefing = await prime(briefed(world.as(1)), {});
    expect(briefing).toMatchObject({
      status: 'joined',
      name,
      leader: { agentName: name },
      tasks: [{ id: 't1' }],
    });
    expect(JSON.stringify(briefing).length).toBeLessThan(2_800);
  });
});

describe('leader', () => {
  test('the first agent leads; its own word renews, so it leads on', async () => {
    const world = createWorld();
    const first = await join(world.as(1), {});
    await join(world.as(2), {});
    world.tick(4 * minute);
    await add(world.as(1), { title: 'sign of life' });
    world.tick(4 * minute);
    world.evidence.set(1, 'unknown');
    await add(world.as(2), { title: 'another' });
    expect(await show(world.nobody(), {})).toMatchObject({ agent: first.id, term: 1 });
  });

  test('a lapse is seen by everyone at once; the next agent that says anything leads in the next term', async () => {
    const world = createWorld();
    await join(world.as(1), {});
    const second = await join(world.as(2), {});
    world.evidence.set(1, 'stopped');
    world.tick(6 * minute);
    expect(await show(world.nobody(), {})).toBeNull();
    await add(world.as(2), { title: 'any command' });
    expect(await show(world.nobody(), {})).toMatchObject({ agent: second.id, term: 2 });
    world.evidence.set(1, 'alive');
    expect(await refusal(kill(killing(world.as(1), 'killed'), { name: second.name }))).toBe('STALE');
  });

  test('a leader that thinks for an hour leads on while its process lives; a dead one is replaced at once', async () => {
    const world = createWorld();
    const first = await join(world.as(1), {});
    const second = await join(world.as(2), {});
    world.tick(60 * minute);
    await add(world.as(2), { title: 'one' });
    expect(await show(world.nobody(), {})).toMatchObject({ agent: first.id, term: 1 });
    world.evidence.set(1, 'dead');
    await add(world.as(2), { title: 'two' });
    expect(await show(world.nobody(), {})).toMatchObject({ agent: second.id, term: 2 });
  });

  test('people never lead', async () => {
    const world = createWorld();
    await add(world.person(), { title: 'one' });
    expect(await show(world.nobody(), {})).toBeNull();
  });
});
