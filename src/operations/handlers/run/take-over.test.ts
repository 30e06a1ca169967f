import { describe, expect, test } from 'bun:test';
import { createRunning, pipelineOf, type Running, type Script } from '../../../../test/support/running.ts';
import { boardOf, stepsOf, inputOf } from './board.ts';
import { findRun } from './find.ts';
import { createRun } from './start-run.ts';
import { keep, keptSteps, requireStage } from './take-over.ts';

/** What `restart` does in its transaction; its other half is tried through the built program. */
async function restart({ world }: Running, yaml: string, fromStage?: number): Promise<string> {
  const context = world.nobody();
  return world.store.transact((tx) => {
    const parent = findRun(tx, 'r1');
    const steps = stepsOf(tx, 'r1');
    const kept = keptSteps(parent, steps, requireStage(parent, steps, fromStage));
    const { id } = createRun(tx, context, {
      pipeline: pipelineOf(yaml),
      name: 'p',
      params: {},
      title: parent.title,
      input: inputOf({ tx }, parent),
      start: null,
      priority: 5,
      directory: parent.directory,
      isApart: false,
      kind: 'restart',
      parent: parent.id,
    });
    const board = boardOf(tx, context, id);
    if (board !== null && kept.length > 0) keep(board, tx, kept);
    return id;
  });
}

/** Says who it is; fails where `broken` says so. */
function script(broken: { who: string | null }): Script {
  return ({ who }) => (who === broken.who ? { error: 'no' } : `${who} did it`);
}

describe('a restart takes over the finished stages', () => {
  const fan = `
agents:
  - { id: start, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: "f, g, h" }] }
  - { id: f, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: end }] }
  - { id: g, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: end }] }
  - { id: h, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: end }] }
  - { id: end, runtime: claude, join: all, system_prompt: "{{ input }}" }
`;

  test('of a fan-out whose one branch failed only that branch and what joins them is done', async () => {
    const broken: { who: string | null } = { who: 'h' };
    const running = await createRunning(fan, script(broken));
    await running.start();
    await running.finish();
    expect((await running.run()).state).toBe('failed');
    broken.who = null;
    const before = running.asked.length;
    const id = await restart(running, fan);
    await running.finish();
    expect((await running.run(id)).state).toBe('completed');
    expect(running.asked.slice(before).map(({ who }) => who)).toEqual(['h', 'end']);
    const joined = running.asked.at(-1)?.prompt ?? '';
    for (const part of ['## From f', '## From g', '## From h']) expect(joined.split(part)).toHaveLength(2);
  });

  test('from its first stage everything is done again, from a later one what comes after it', async () => {
    const running = await createRunning(fan, script({ who: null }));
    await running.start();
    await running.finish();
    const again = async (stage: number) => {
      const before = running.asked.length;
      const id = await restart(running, fan, stage);
      await running.finish();
      expect((await running.run(id)).state).toBe('completed');
      return running.asked.slice(before).map(({ who }) => who);
    };
    expect(await again(1)).toEqual(['start', 'f', 'g', 'h', 'end']);
    expect(await again(4)).toEqual(['h', 'end']);
    expect(await again(5)).toEqual(['end']);
    expect(await again(6).catch(String)).toContain('r1 has 5 stages, not 6.');
  });

  test('a session that broke off goes on after its last word', async () => {
    const meeting = `
agents:
  - { id: meet, type: session, participants: [a, b], max_rounds: 2 }
  - { id: a, runtime: claude, system_prompt: "{{ transcript }}" }
  - { id: b, runtime: claude, system_prompt: "{{ transcript }}" }
`;
    const running = await createRunning(meeting, () => 'Yes.\nVOTE: AGREE');
    await running.start();
    await running.work('a');
    await running.advance();
    await running.world.store.transact((tx) => {
      const run = findRun(tx, 'r1');
      tx.update(
        'run',
        run.id,
        { state: 'cancelled', endedAt: tx.now, dueAt: null },
        { type: 'run.cancelled' },
      );
      for (const step of stepsOf(tx, 'r1')) {
        if (step.task !== null)
          tx.update('task', step.task, { state: 'cancelled', readyBucket: null }, { type: 'task.cancelled' });
        if (step.state !== 'done')
          tx.update('step', step.id, { state: 'cancelled', liveIn: null }, { type: 'step.cancelled' });
      }
    });
    const before = running.asked.length;
    const id = await restart(running, meeting);
    await running.finish();
    expect(running.asked.slice(before).map(({ who, prompt }) => [who, prompt.includes('[a] Yes.')])).toEqual([
      ['b', true],
    ]);
    expect(await running.story(id)).toEqual(['meet session done', 'a turn 1 done', 'b turn 1 done']);
    expect((await running.run(id)).state).toBe('completed');
  });

  test('work that was rejected is done again, not what was before it', async () => {
    const judged = `
agents:
  - { id: plan, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: dev }] }
  - id: dev
    runtime: claude
    system_prompt: "{{ input }}"
    gate: { type: llm, max_retries: 1 }
    handoffs: [{ to: dev, condition: on_reject }, { to: doc, condition: on_approve }]
  - { id: doc, runtime: claude, system_prompt: "{{ input }}" }
`;
    let decision = 'rejected';
    const running = await createRunning(judged, ({ who }) =>
      who === 'dev.gate' ? `{"decision": "${decision}", "reason": "so"}` : who,
    );
    await running.start();
    await running.finish();
    expect((await running.run()).state).toBe('rejected');
    decision = 'approved';
    const before = running.asked.length;
    const id = await restart(running, judged);
    await running.finish();
    expect(running.asked.slice(before).map(({ who }) => who)).toEqual(['dev', 'dev.gate', 'doc']);
    expect((await running.run(id)).state).toBe('completed');
  });
});
