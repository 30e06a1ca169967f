import { describe, expect, test } from 'bun:test';
import { newTurn } from '../../../test/support/turn.ts';
import { emptyConfig, noConfig } from '../../../test/support/world.ts';
import { type Budgets, noBudgets } from '../../domain/budget.ts';
import { newProfile } from '../../domain/profile.ts';
import { invoke } from '../../operations/invoke.ts';
import type { Launcher } from '../../operations/ports.ts';
import { createPipelineEngine } from './engine.ts';
import { boardOf } from '../../operations/handlers/run/board.ts';
import { createRun } from '../../operations/handlers/run/start-run.ts';
import { endRun } from '../../operations/handlers/run/end.ts';
import { createRunning, pipelineOf, type Running, type Script } from '../../../test/support/running.ts';

const loop = (limits: string): string => `limits: { ${limits} }
agents:
  - { id: a, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: "a, b" }] }
  - { id: b, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: a }] }
`;

/** A queued run with a worktree of its own. `removed`: the name of the one that was taken away. */
async function withWorktree() {
  const pipes = await createRunning(loop('calls: 3'));
  const pipeline = pipelineOf(loop('calls: 3'));
  const apart = { directory: '/w-r1', worktree: { beside: '/w', name: 'r1' }, isApart: true };
  const order = { pipeline, name: 'p', params: {}, title: 't', input: 'in', start: null, priority: 5 };
  await pipes.world.store.transact((tx) => createRun(tx, pipes.world.nobody(), { ...order, ...apart }));
  const removed = Promise.withResolvers<string>();
  const removeWorktree = async (_: string, name: string) => {
    removed.resolve(name);
    return null;
  };
  const launcher = async () => ({ removeWorktree }) as unknown as Launcher; // all that is asked of it
  return { pipes, removed, context: { ...pipes.world.nobody(), launcher } };
}

async function finished(yaml: string, script?: Script): Promise<Running> {
  const pipes = await createRunning(yaml, script);
  await pipes.start();
  await pipes.finish();
  return pipes;
}

const cancel = (pipes: Running, why = 'wrong branch') =>
  pipes.world.store.transact((tx) => {
    const board = boardOf(tx, pipes.world.nobody(), 'r1');
    if (board !== null) endRun(board, 'cancelled', why);
  });

describe('limits of a run', () => {
  test('while the budget of the day is spent its stages wait, and explain says for what', async () => {
    const claude = newProfile({ name: 'claude', harness: 'claude' });
    let budgets: Budgets = { ...noBudgets, workspace: 1 };
    const config = { ...noConfig, read: () => ({ ...emptyConfig, profiles: { claude }, budgets }) };
    const pipes = await createRunning(loop('calls: 3'), undefined, { config });
    const id = await pipes.start();
    const { store, clock } = pipes.world;
    const dear = newTurn({ profile: 'claude', endedAt: clock.now, costUsd: 2, costIs: 'exact' });
    await store.transact((tx) => tx.create('turn', dear, { type: 'turn.ended' }));
    const [task] = await pipes.ready();
    expect(task?.queue).toBe(`${id}.a`);
    const explained = () => invoke(pipes.world.nobody(), 'task.explain', { id: task?.id ?? '' });
    expect((await explained()).reasons[0]).toContain('of workspace $2 of $1 are spent');
    budgets = { ...noBudgets, profiles: { claude: 1 } };
    expect((await explained()).reasons[0]).toContain('of profile claude $2 of $1 are spent');
    // A stage called as a profile is not of that profile.
    budgets = { ...noBudgets, workspace: 5, profiles: { a: 1 } };
    const other = newTurn({ ...dear, id: 'u2', profile: 'a' });
    await store.transact((tx) => tx.create('turn', other, { type: 'turn.ended' }));
    expect((await explained()).reasons.join()).not.toContain('spent');
  });

  test('a run that ends while its worktree is made leaves none', async () => {
    const { pipes, context, removed } = await withWorktree();
    const made = Promise.withResolvers<void>();
    const engine = createPipelineEngine({
      context,
      log: { info: () => {}, warn: (said) => removed.reject(new Error(said)) },
      prepare: () => made.promise,
    });
    await engine.step();
    await cancel(pipes);
    await engine.step();
    made.resolve();
    expect(await removed.promise).toBe('r1');
  });

  test('who stops it waits for no worktree that takes long', async () => {
    const { context } = await withWorktree();
    const [stopping, begun] = [new AbortController(), Promise.withResolvers<void>()];
    const prepare = () => {
      begun.resolve();
      return new Promise<void>(() => {});
    };
    const log = { info: () => {}, warn: () => {} };
    const over = createPipelineEngine({ context, log, prepare }).run(stopping.signal);
    await begun.promise;
    stopping.abort();
    await over;
  });

  test('a fan-out that begets itself ends at the calls that a run may make', async () => {
    const pipes = await finished(loop('calls: 30'));
    expect(pipes.asked.length).toBeLessThanOrEqual(30);
    expect(await pipes.run()).toMatchObject({
      state: 'limited',
      why: 'it made 30 calls of agents, as many as it may',
    });
    expect(await pipes.ready()).toEqual([]);
  });

  test('and at the depth that it may go to', async () => {
    const pipes = await finished(
      'limits: { depth: 5 }\nagents: [{ id: a, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: a }] }]',
    );
    expect(pipes.asked).toHaveLength(5);
    expect(await pipes.run()).toMatchObject({
      state: 'limited',
      why: 'it went 5 stages deep, as far as it may',
    });
  });

  test('no more than so many work at once', async () => {
    const pipes = await createRunning(
      `limits: { parallel: 2 }\nagents:\n  - { id: a, runtime: claude, system_prompt: x, handoffs: [{ to: "b, c, d, e" }] }\n${['b', 'c', 'd', 'e'].map((id) => `  - { id: ${id}, runtime: claude, system_prompt: x }`).join('\n')}\n`,
    );
    await pipes.start();
    await pipes.work();
    await pipes.advance();
    while ((await pipes.run()).state === 'running') {
      expect((await pipes.ready()).length).toBeLessThanOrEqual(2);
      await pipes.work();
      await pipes.advance();
    }
    expect(await pipes.run()).toMatchObject({ state: 'completed', stages: 5 });
  });

  test('its time is counted from its beginning; then all that it does is cancelled', async () => {
    const pipes = await createRunning(
      'limits: { wall_time: 60 }\nagents: [{ id: a, runtime: claude, system_prompt: x }]',
    );
    await pipes.start();
    pipes.world.tick(59_000);
    await pipes.advance();
    expect(await pipes.run()).toMatchObject({ state: 'running' });
    pipes.world.tick(1_000);
    await pipes.advance();
    expect(await pipes.run()).toMatchObject({ state: 'limited', why: 'its time is up' });
    expect(await pipes.look((view) => view.get('task', 't1'))).toMatchObject({ state: 'cancelled' });
  });

  test('what its agents cost is counted, and nothing more begins when it is too much', async () => {
    const pipes = await createRunning(loop('cost_usd: 0.5'));
    await pipes.start();
    for (let count = 1; (await pipes.run()).state === 'running'; count += 1) {
      const [task] = await pipes.ready();
      await pipes.world.store.transact((tx) => {
        const id = tx.nextId('turn');
        tx.create(
          'turn',
          { id, task: task?.id ?? null, costUsd: 0.2 } as Parameters<typeof tx.create<'turn'>>[1],
          { type: 'turn.ended' },
        );
      });
      await pipes.work(task?.queue.slice(3));
      await pipes.advance();
      expect(count).toBeLessThan(10);
    }
    expect(await pipes.run()).toMatchObject({ state: 'limited', why: 'it cost $0.60, and may cost $0.50' });
  });

  test.each([
    ['working', 'limited'],
    ['idle', 'running'],
  ] as const)('too much while an agent is %s: the run is %s', async (state, expected) => {
    const pipes = await createRunning(`limits: { cost_usd: 0.5 }
agents:
  - { id: a, runtime: claude, system_prompt: x, handoffs: [{ to: "b, c" }] }
  - { id: b, runtime: claude, system_prompt: x }
  - { id: c, runtime: claude, system_prompt: x }
`);
    await pipes.start();
    await pipes.work();
    await pipes.advance();
    const tasks = await pipes.ready();
    const [b, c] = tasks.map(({ id }) => id);
    await pipes.world.store.transact((tx) => {
      const spent = { id: tx.nextId('turn'), task: b ?? null, costUsd: 0.6 };
      tx.create('turn', spent as Parameters<typeof tx.create<'turn'>>[1], { type: 'turn.ended' });
      const session = { id: tx.nextId('session'), task: c ?? null, state };
      tx.create('session', session as Parameters<typeof tx.create<'session'>>[1], { type: 'session.seen' });
    });
    await pipes.advance();
    expect((await pipes.run()).state).toBe(expected);
    const left = await pipes.look((view) => [b, c].map((id) => view.get('task', id ?? '')?.state));
    expect(new Set(left)).toEqual(new Set([expected === 'limited' ? 'cancelled' : 'ready']));
  });
});

describe('attempts', () => {
  const trying = (retry: string): string => `agents:
  - { id: a, runtime: claude, system_prompt: "x", handoffs: [{ to: b }] }
  - { id: b, runtime: claude, context_strategy: shared, system_prompt: "[{{ context }}]", retry: { ${retry} } }
`;

  test('without retry the first failure ends the run, with its reason', async () => {
    const pipes = await finished(trying('max_retries: 0'), ({ who }) =>
      who === 'b' ? { error: 'exit code 3: no disk' } : 'A',
    );
    expect(await pipes.run()).toMatchObject({ state: 'failed', why: 'b: exit code 3: no disk' });
  });

  test('after a pause it is tried again, with less context where the file says so', async () => {
    const pipes = await finished(
      trying('max_retries: 2, backoff: 30, fallback_context_strategy: none'),
      ({ who, time }) => (who === 'b' && time < 3 ? { error: 'busy' } : `${who} ${time}`),
    );
    expect(pipes.asked).toHaveLength(2);
    expect(await pipes.run()).toMatchObject({ state: 'running' });
    for (const attempts of [3, 4]) {
      pipes.world.tick(29_999);
      await pipes.finish();
      expect(pipes.asked).toHaveLength(attempts - 1);
      pipes.world.tick(1);
      await pipes.finish();
      expect(pipes.asked).toHaveLength(attempts);
    }
    expect(pipes.asked[1]?.prompt).toContain('[stage 1] a');
    expect(pipes.asked[2]?.prompt).toStartWith('[]');
    expect(await pipes.run()).toMatchObject({ state: 'completed', calls: 4 });
    expect((await pipes.steps()).at(-1)).toMatchObject({ retries: 2, error: null, notBefore: null });
  });

  test('when all attempts fail, the last reason counts', async () => {
    const pipes = await finished(trying('max_retries: 1'), ({ who, time }) =>
      who === 'b' ? { error: `error ${time}` } : 'A',
    );
    expect(await pipes.run()).toMatchObject({ state: 'failed', why: 'b: error 2' });
  });

  test('a stage whose task somebody cancelled is not begun again', async () => {
    const pipes = await createRunning(trying('max_retries: 5'));
    await pipes.start();
    await pipes.work();
    await pipes.advance();
    await pipes.world.store.transact((tx) =>
      tx.update(
        'task',
        't2',
        { state: 'cancelled', error: 'stop that', readyBucket: null },
        { type: 'task.cancelled' },
      ),
    );
    await pipes.advance();
    expect(await pipes.run()).toMatchObject({ state: 'failed', why: 'b: t2 was cancelled: stop that' });
  });

  test('a worker that is lost costs the stage nothing: its task is another’s', async () => {
    const pipes = await createRunning(trying('max_retries: 0'));
    await pipes.start();
    const [task] = await pipes.ready();
    expect(task?.maxAttempts).toBeGreaterThan(1);
  });
});

describe('a template that fails when it is rendered', () => {
  test('of a prompt, of a payload: the run has failed and says where', async () => {
    const yaml = (prompt: string, payload: string): string =>
      `agents:\n  - { id: a, runtime: claude, system_prompt: "x", handoffs: [{ to: b, payload: ${JSON.stringify(payload)} }] }\n  - { id: b, runtime: claude, system_prompt: ${JSON.stringify(prompt)} }\n`;
    for (const [prompt, payload, where] of [
      ['{{ input | int + undefined_thing.deep.er }}', '{{ output }}', 'b'],
      ['x', '{% if output %}{{ nothing() }}{% endif %}', 'a'],
    ] as const) {
      const pipes = await finished(yaml(prompt, payload));
      const { state, why } = await pipes.run();
      expect([state, why]).toEqual(['failed', expect.stringContaining(where)]);
      expect(await pipes.story()).not.toContain('b stage open');
    }
  });
});

describe('one checkout', () => {
  const one = 'agents: [{ id: a, runtime: claude, system_prompt: "{{ input }}" }]';

  test('runs wait their turn, the most urgent first; one with a checkout of its own does not', async () => {
    const pipes = await createRunning(one);
    await pipes.start();
    await pipes.start({ title: 'second' });
    await pipes.start({ title: 'urgent', priority: 9 });
    await pipes.start({ title: 'apart', isApart: true, directory: '/w/apart' });
    const states = async () =>
      Promise.all(['r1', 'r2', 'r3', 'r4'].map(async (id) => (await pipes.run(id)).state));
    expect(await states()).toEqual(['running', 'queued', 'queued', 'running']);
    await pipes.work();
    await pipes.advance();
    expect(await states()).toEqual(['completed', 'queued', 'running', 'running']);
    await pipes.finish();
    expect(await states()).toEqual(['completed', 'completed', 'completed', 'completed']);
    expect(pipes.asked.length).toBe(4);
  });

  test('a run that ends as cancelled lets the next one in', async () => {
    const pipes = await createRunning(one);
    await pipes.start();
    await pipes.start();
    await cancel(pipes);
    await pipes.advance();
    expect(await pipes.run('r2')).toMatchObject({ state: 'running' });
  });
});

describe('cancel', () => {
  const yaml = `agents:
  - { id: a, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: "meet, b" }] }
  - { id: b, runtime: claude, system_prompt: "{{ input }}", gate: { type: human }, handoffs: [{ to: end }] }
  - { id: meet, type: session, participants: [x, z], max_rounds: 2, handoffs: [{ to: end }] }
  - { id: x, runtime: claude, system_prompt: "{{ input }}", retry: { max_retries: 1, backoff: 60 } }
  - { id: z, runtime: claude, system_prompt: "{{ input }}", gate: { type: llm } }
  - { id: end, runtime: claude, system_prompt: "{{ input }}", join: all }
`;

  test('at any instant: nothing is open, ready or asked any more, and nothing begins', async () => {
    for (let steps = 0; steps < 14; steps += 1) {
      const pipes = await createRunning(yaml, ({ who, time }) =>
        who === 'x' && time === 1 ? { error: 'busy' } : who,
      );
      await pipes.start();
      for (let at = 0; at < steps; at += 1) {
        if (at % 2 === 0) await pipes.work();
        else await pipes.advance();
        if (at === 8) pipes.world.tick(60_000);
      }
      if (['completed', 'failed'].includes((await pipes.run()).state)) continue;
      await cancel(pipes);
      const before = pipes.asked.length;
      pipes.world.tick(120_000);
      await pipes.finish();
      expect(await pipes.run()).toMatchObject({ state: 'cancelled', why: 'wrong branch', dueAt: null });
      expect(pipes.asked).toHaveLength(before);
      expect(await pipes.ready()).toEqual([]);
      expect(await pipes.requests()).toEqual([]);
      expect((await pipes.story()).filter((step) => /open|held/.test(step))).toEqual([]);
    }
  });

  test('what a worker says after that changes nothing', async () => {
    const pipes = await createRunning(yaml);
    await pipes.start();
    await cancel(pipes);
    await cancel(pipes, 'again');
    await pipes.advance();
    expect(await pipes.run()).toMatchObject({ state: 'cancelled', why: 'wrong branch' });
  });
});

describe('one run that cannot go on', () => {
  test('keeps no other from it', async () => {
    const pipes = await createRunning('agents: [{ id: a, runtime: claude, system_prompt: "{{ input }}" }]');
    const broken = pipelineOf(
      'agents: [{ id: zz, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: zz }] }]',
    );
    const warned: string[] = [];
    const engine = createPipelineEngine({
      context: pipes.world.nobody(),
      log: { info: () => {}, warn: (_, fields) => void warned.push(String(fields?.['error'])) },
    });
    await pipes.start({ pipeline: broken, isApart: true, directory: '/x' });
    await pipes.work();
    const run = await pipes.run();
    await pipes.world.store.transact((tx) => {
      tx.create('plan', { id: 'hollow', pipeline: { ...broken, nodes: {} } }, { type: 'plan.kept' });
      tx.update('run', run.id, { plan: 'hollow' }, { type: 'run.advanced' });
      const one = pipelineOf('agents: [{ id: a, runtime: claude, system_prompt: x }]');
      tx.create('plan', { id: 'other', pipeline: one }, { type: 'plan.kept' });
      tx.create(
        'run',
        { ...run, id: 'r90', plan: 'other', state: 'queued', directory: '/y', steps: 0 },
        { type: 'run.created' },
      );
    });
    while (await engine.step());
    expect(warned[0]).toContain('the plan has no node zz');
    expect(await pipes.run('r90')).toMatchObject({ state: 'running' });
  });
});
