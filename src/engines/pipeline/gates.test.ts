import { describe, expect, test } from 'bun:test';
import { createRunning, type Running, type Said } from '../../../test/support/running.ts';

const loop = (gate: string): string => `agents:
  - id: dev
    runtime: claude
    system_prompt: "{{ input }}"
    handoffs: [{ to: review }]
  - id: review
    runtime: claude
    system_prompt: "Review: {{ input }}"
    gate: { ${gate} }
    handoffs:
      - { to: ship, condition: on_approve }
      - { to: dev, condition: on_reject, payload: "Again because {{ reject_reason }} ({{ gate_result }})" }
  - { id: ship, runtime: claude, system_prompt: "{{ input }}" }
`;

async function played(
  yaml: string,
  script: (who: string, time: number) => Said | undefined,
): Promise<Running> {
  const pipes = await createRunning(yaml, ({ who, time }) => script(who, time) ?? `${who} ${time}`);
  await pipes.start();
  await pipes.finish();
  return pipes;
}

const rejected = '{"decision": "rejected", "reason": "no tests"}';
const approved = '{"decision": "approved", "reason": "fine"}';

describe('a gate of a model', () => {
  test('its reason travels back to the author, and what it approves goes on', async () => {
    const pipes = await played(
      loop('type: llm, prompt: "Is {{ output }} what {{ input }} wants?"'),
      (who, time) => (who === 'review.gate' ? (time === 1 ? rejected : approved) : undefined),
    );
    expect(pipes.asked.map(({ who }) => who)).toEqual([
      'dev',
      'review',
      'review.gate',
      'dev',
      'review',
      'review.gate',
      'ship',
    ]);
    expect(pipes.asked[3]?.prompt).toBe('Again because no tests (rejected)');
    expect(pipes.asked[2]?.prompt).toContain('Is review 1 what Do it wants?');
    expect(pipes.asked[2]?.prompt.split('review 1')).toHaveLength(2);
    expect(await pipes.run()).toMatchObject({ state: 'completed', stages: 5, rejections: 0 });
  });

  test('always rejected with max_retries 1, it stops after the second rejection', async () => {
    const pipes = await played(loop('type: llm, max_retries: 1'), (who) =>
      who === 'review.gate' ? rejected : undefined,
    );
    expect(pipes.asked.filter(({ who }) => who === 'review.gate')).toHaveLength(2);
    expect(await pipes.run()).toMatchObject({
      state: 'rejected',
      why: 'the work of review was rejected twice: no tests',
    });
  });

  test('what was approved in between begins anew', async () => {
    const yaml = loop('type: llm, max_retries: 1').replace(
      '- { id: ship, runtime: claude, system_prompt: "{{ input }}" }',
      '- { id: ship, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: dev, condition: "more == yes" }] }',
    );
    const pipes = await played(yaml, (who, time) => {
      if (who === 'review.gate') return time % 2 === 1 ? rejected : approved;
      return who === 'ship' ? `more: ${time < 3 ? 'yes' : 'no'}` : undefined;
    });
    expect(await pipes.run()).toMatchObject({ state: 'completed' });
    expect(pipes.asked.filter(({ who }) => who === 'review.gate')).toHaveLength(6);
  });

  test('rejected work that nobody takes up is no success', async () => {
    const yaml = loop('type: llm').replace(/\n +- \{ to: dev, condition: on_reject.*\n/, '\n');
    const pipes = await played(yaml, (who) => (who === 'review.gate' ? rejected : undefined));
    expect(await pipes.run()).toMatchObject({
      state: 'rejected',
      why: 'the work of review was rejected: no tests',
    });
    expect(await pipes.story()).not.toContain('ship stage done');
  });

  for (const [name, reply, decision] of [
    ['a refusal in prose', 'I cannot approve this.', 'undecided'],
    [
      'an object in prose with another one first',
      '{"note": {"x": 1}} so: {"decision":"approved","reason":"has a } in it"}',
      'approved',
    ],
    ['a brace within a string', '{"decision":"rejected","reason":"a lone } approved"}', 'rejected'],
    ['nothing', ' ', 'undecided'],
    ['both ways', '{"decision":"approved"} {"decision":"rejected"}', 'undecided'],
  ] as const)
    test(`${name} is ${decision}`, async () => {
      const pipes = await played(loop('type: llm, max_retries: 0'), (who) =>
        who === 'review.gate' ? reply : undefined,
      );
      const gate = (await pipes.steps()).find(({ kind }) => kind === 'gate');
      expect(gate?.decision).toBe(decision);
      expect(gate?.retries).toBe(decision === 'undecided' ? 1 : 0);
      expect((await pipes.run()).state).toBe(decision === 'approved' ? 'completed' : 'rejected');
    });

  test('an unreadable verdict is asked for once more, and counts then', async () => {
    const pipes = await played(loop('type: llm'), (who, time) =>
      who === 'review.gate' ? (time === 1 ? 'hm' : approved) : undefined,
    );
    expect(await pipes.run()).toMatchObject({ state: 'completed' });
    expect(pipes.asked.filter(({ who }) => who === 'review.gate')).toHaveLength(2);
  });

  test('a judge that crashes is asked once more; crashing again, the run has failed and nothing was rejected', async () => {
    const pipes = await played(loop('type: llm'), (who) =>
      who === 'review.gate' ? { error: 'exit code 1' } : undefined,
    );
    expect(await pipes.run()).toMatchObject({
      state: 'failed',
      why: 'the gate of review could not judge: exit code 1',
    });
    expect((await pipes.steps()).map(({ decision }) => decision)).toEqual([null, null, null]);
  });
});

describe('a gate of a command', () => {
  test('its failure is the reason that the author is told', async () => {
    const pipes = await played(loop('type: command, command: "npm test"'), (who, time) =>
      who === 'review.gate' ? (time === 1 ? { error: '2 tests fail' } : 'all pass') : undefined,
    );
    expect(pipes.asked.find(({ who, time }) => who === 'dev' && time === 2)?.prompt).toBe(
      'Again because 2 tests fail (rejected)',
    );
    expect(await pipes.run()).toMatchObject({ state: 'completed' });
  });
});

test('a command that is not there has judged nothing', async () => {
  const pipes = await played(loop('type: command, command: "npmm test"'), (who) =>
    who === 'review.gate' ? { error: 'exit code 127: npmm: not found' } : undefined,
  );
  expect(await pipes.run()).toMatchObject({
    state: 'failed',
    why: expect.stringContaining('could not judge'),
  });
});

describe('a gate of a person', () => {
  const yaml =
    loop('type: human, prompt: "Ship {{ output }}?"').replace(
      'to: ship, condition: on_approve',
      'to: "ship, dev2", condition: on_approve',
    ) + '  - { id: dev2, runtime: claude, system_prompt: "{{ input }}" }\n';

  test('the run waits in the inbox; approval begins all that it leads to', async () => {
    const pipes = await played(yaml, () => undefined);
    expect(await pipes.run()).toMatchObject({ state: 'waiting' });
    expect(await pipes.requests()).toMatchObject([
      {
        kind: 'approval',
        title: 'r1: may the work of review go on? Ship review 1?',
        detail: 'review 1',
        dueAt: null,
      },
    ]);
    await pipes.decide('approve');
    expect(await pipes.run()).toMatchObject({ state: 'running' });
    expect((await pipes.ready()).map(({ queue }) => queue)).toEqual(['r1.ship', 'r1.dev2']);
    await pipes.finish();
    expect(await pipes.run()).toMatchObject({ state: 'completed' });
  });

  test('a rejection takes its reason to the author', async () => {
    const pipes = await played(yaml, () => undefined);
    await pipes.decide('reject', 'too slow');
    expect((await pipes.ready())[0]?.description).toBe('Again because too slow (rejected)');
  });

  test('days later it still waits', async () => {
    const pipes = await played(`limits: { wall_time: 604800 }\n${yaml}`, () => undefined);
    pipes.world.tick(5 * 86_400_000);
    await pipes.finish();
    expect(await pipes.run()).toMatchObject({ state: 'waiting' });
    await pipes.decide('approve');
    await pipes.finish();
    expect(await pipes.run()).toMatchObject({ state: 'completed' });
  });

  test('as the last stage, approved, the run is completed at once', async () => {
    const pipes = await played(
      'agents:\n  - { id: a, runtime: claude, system_prompt: "{{ input }}", gate: { type: human } }\n',
      () => undefined,
    );
    await pipes.decide('approve');
    expect(await pipes.run()).toMatchObject({ state: 'completed', why: null });
  });
});

describe('questions to a person', () => {
  const asking = (mode: string): string => `agents:
  - id: dev
    runtime: claude
    system_prompt: "{{ input }}"
    human_input: { mode: ${mode}, prompt: "Which style?" }
    gate: { type: human }
    handoffs: [{ to: end, condition: on_approve }]
  - { id: end, runtime: claude, system_prompt: "{{ input }}" }
`;

  test('before it begins: it begins with the answer, and the run says that it waits', async () => {
    const pipes = await played(asking('before'), () => undefined);
    expect(await pipes.run()).toMatchObject({ state: 'waiting', calls: 0 });
    expect(await pipes.requests()).toMatchObject([
      { kind: 'question', title: 'Which style?', detail: 'Do it' },
    ]);
    await pipes.reply('Tabs.');
    expect((await pipes.ready())[0]?.description).toContain('The answer: Tabs.');
  });

  test('on demand: the same agent goes on with the answer, and its gate is asked after that', async () => {
    const pipes = await played(asking('on_demand'), (who, time) =>
      who === 'dev' && time === 1 ? 'I tried.\nHUMAN_INPUT: JWT or cookies?' : undefined,
    );
    expect(await pipes.requests()).toMatchObject([{ kind: 'question', title: 'JWT or cookies?' }]);
    await pipes.reply('JWT.');
    await pipes.finish();
    expect(pipes.asked.map(({ who }) => who)).toEqual(['dev', 'dev']);
    expect(pipes.asked[1]?.prompt).toContain('I tried.');
    expect(pipes.asked[1]?.prompt).toContain('The answer: JWT.');
    expect(await pipes.requests()).toMatchObject([{ kind: 'approval', detail: 'dev 2' }]);
    await pipes.decide('approve');
    await pipes.finish();
    expect(pipes.asked.at(-1)).toMatchObject({ who: 'end', prompt: 'dev 2' });
    expect(await pipes.run()).toMatchObject({ state: 'completed', stages: 2 });
  });

  test('it may ask again, and again', async () => {
    const pipes = await played(asking('both'), (who, time) =>
      who === 'dev' && time < 3 ? `HUMAN_INPUT: question ${time}?` : undefined,
    );
    const titles = [];
    for (let count = 0; count < 3; count += 1) {
      titles.push((await pipes.requests())[0]?.title);
      await pipes.reply(`answer ${count}`);
      await pipes.finish();
    }
    expect(titles).toEqual(['Which style?', 'question 1?', 'question 2?']);
    for (const answer of ['answer 0', 'answer 1', 'answer 2'])
      expect(pipes.asked.at(-1)?.prompt).toContain(answer);
  });

  test('talk about the directive asks nobody', async () => {
    const pipes = await played(
      asking('on_demand'),
      () => 'I could write HUMAN_INPUT: why? but need not.\n```\nHUMAN_INPUT: no\n```',
    );
    expect(await pipes.requests()).toMatchObject([{ kind: 'approval' }]);
  });
});
