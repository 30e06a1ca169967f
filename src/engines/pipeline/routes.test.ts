import { describe, expect, test } from 'bun:test';
import { createRunning, type Script } from '../../../test/support/running.ts';

const agent = (id: string, more = ''): string =>
  `  - { id: ${id}, runtime: claude, system_prompt: "{{ input }}"${more === '' ? '' : `, ${more}`} }`;
const file = (...agents: readonly string[]): string => `agents:\n${agents.join('\n')}\n`;
const saying =
  (words: Readonly<Record<string, string>>): Script =>
  ({ who }) =>
    words[who] ?? `${who} did it`;

describe('from stage to stage', () => {
  const line = file(
    agent('a', 'handoffs: [{ to: b }]'),
    agent('b', 'handoffs: [{ to: c, payload: "B said {{ output }} of {{ input }}" }]'),
    agent('c'),
  );

  test('one after another, each given what the one before gave; completed when nobody is left', async () => {
    const pipes = await createRunning(line);
    await pipes.start();
    await pipes.finish();
    expect(pipes.asked.map(({ who, prompt }) => `${who}: ${prompt}`)).toEqual([
      'a: Do it',
      'b: a did it',
      'c: B said b did it of a did it',
    ]);
    expect(await pipes.run()).toMatchObject({
      state: 'completed',
      why: null,
      stages: 3,
      calls: 3,
      steps: 3,
      dueAt: null,
    });
    expect((await pipes.steps()).map(({ stage, depth, from }) => [stage, depth, from])).toEqual([
      [1, 1, null],
      [2, 2, 'x1'],
      [3, 3, 'x2'],
    ]);
  });

  test('a step is begun in the commit that ends the one before: between them there is no instant', async () => {
    const pipes = await createRunning(line);
    await pipes.start();
    await pipes.work();
    expect(await pipes.story()).toEqual(['a stage open']);
    await pipes.advance();
    expect(await pipes.story()).toEqual(['a stage done', 'b stage open']);
  });

  test('it begins where it is told to', async () => {
    const pipes = await createRunning(line);
    await pipes.start({ start: 'c' });
    await pipes.finish();
    expect(pipes.asked.map(({ who }) => who)).toEqual(['c']);
  });

  test('the priority of the run is that of its tasks', async () => {
    const pipes = await createRunning(line);
    await pipes.start({ priority: 9 });
    expect(await pipes.ready()).toMatchObject([{ queue: 'r1.a', priority: 9 }]);
  });

  test('whoever lets a model pick gets whom it named, and the first in the file when it named nobody', async () => {
    const auto = `entry_point: auto\n${line}`;
    for (const [said, begun] of [
      ['I would say: `b`.', 'b'],
      ['no idea', 'a'],
    ] as const) {
      const pipes = await createRunning(auto, saying({ 'a.entry': said }));
      await pipes.start();
      await pipes.finish();
      expect(pipes.asked[0]?.prompt).toContain('- c: ');
      expect(pipes.asked[1]?.who).toBe(begun);
      expect(await pipes.run()).toMatchObject({ state: 'completed' });
    }
  });
});

describe('conditions', () => {
  const routed = async (handoffs: string, output: string): Promise<readonly string[]> => {
    const pipes = await createRunning(
      file(agent('a', `handoffs: [${handoffs}]`), agent('b'), agent('c')),
      saying({ a: output }),
    );
    await pipes.start();
    await pipes.finish();
    return pipes.asked.slice(1).map(({ who }) => who);
  };

  for (const [handoffs, output, taken] of [
    ['{ to: b }, { to: c, condition: always }', 'x', ['b', 'c']],
    ['{ to: "b, c" }, { to: b }', 'x', ['b', 'c']],
    ['{ to: b, condition: on_pass }, { to: c, condition: on_approve }', 'x', ['b']],
    ['{ to: b, condition: on_reject }, { to: c, condition: on_consensus }', 'x', []],
    [
      '{ to: b, condition: "severity == critical" }, { to: c, condition: "severity != critical" }',
      'severity: critical',
      ['b'],
    ],
    [
      '{ to: b, condition: "severity == critical" }, { to: c, condition: "severity != critical" }',
      '{"severity": "low"}',
      ['c'],
    ],
    ['{ to: b, condition: "score >= 7 and not blocked" }', '{"score": 8, "blocked": false}', ['b']],
    ['{ to: b, condition: "kind in [bug, \\"odd case\\"]" }', 'kind: odd case', ['b']],
    ['{ to: b, condition: "kind == bug" }', 'this is not a bug', []],
    ['{ to: "*", condition: auto }', 'Done.\n**HANDOFF: b**', ['b']],
    ['{ to: "*", condition: auto }', 'HANDOFF: b, c', ['b', 'c']],
    ['{ to: "*", condition: auto }', '- `handoff: C.` because', ['c']],
  ] as const)
    test(`${handoffs} after "${output.replaceAll('\n', ' / ')}": ${taken.join(', ') || 'nobody'}`, async () => {
      expect(await routed(handoffs, output)).toEqual([...taken]);
    });

  test('a field that the output lacks ends the run where it is, and the run says so', async () => {
    const pipes = await createRunning(`agents:
  - { id: a, runtime: claude, system_prompt: x, handoffs: [{ to: b, condition: "severity == high" }] }
  - { id: b, runtime: claude, system_prompt: x }
`);
    await pipes.start();
    await pipes.finish();
    expect(await pipes.run()).toMatchObject({
      state: 'completed',
      why: 'nobody goes on after a: "severity == high": the output says nothing of severity',
    });
  });

  test('who was to say who goes on and did not has failed, and says so', async () => {
    const pipes = await createRunning(
      file(agent('a', 'handoffs: [{ to: "*", condition: auto }]'), agent('b')),
      saying({ a: 'HANDOFF: nobody' }),
    );
    await pipes.start();
    await pipes.finish();
    const { state, why } = await pipes.run();
    expect(state).toBe('failed');
    expect(why).toContain('there is no agent "nobody"');
  });
});

describe('fan-out', () => {
  const fan = (join: string, ...more: readonly string[]): string =>
    file(
      agent('a', 'handoffs: [{ to: "b, c, d" }]'),
      ...['b', 'c', 'd'].map((id) => agent(id, 'handoffs: [{ to: e }]')),
      agent('e', join),
      ...more,
    );

  test('its branches are there at once, and with join: all what they gave meets in one stage', async () => {
    const pipes = await createRunning(fan('join: all'));
    await pipes.start();
    await pipes.work();
    await pipes.advance();
    expect((await pipes.ready()).map(({ queue }) => queue)).toEqual(['r1.b', 'r1.c', 'r1.d']);
    await pipes.work('c');
    await pipes.advance();
    expect(await pipes.story()).toContain('e stage held');
    await pipes.finish();
    expect(pipes.asked.filter(({ who }) => who === 'e')).toMatchObject([
      { prompt: '## From c\n\nc did it\n\n## From b\n\nb did it\n\n## From d\n\nd did it' },
    ]);
    expect(await pipes.run()).toMatchObject({ state: 'completed', stages: 5 });
  });

  test('without a join each branch begins it anew', async () => {
    const pipes = await createRunning(fan(''));
    await pipes.start();
    await pipes.finish();
    expect(pipes.asked.filter(({ who }) => who === 'e')).toHaveLength(3);
  });

  test('with join: any the first begins it, and who comes later is dropped', async () => {
    const pipes = await createRunning(fan('join: any'));
    await pipes.start();
    await pipes.work();
    await pipes.advance();
    await pipes.work('d');
    await pipes.advance();
    expect(await pipes.story()).toContain('e stage open');
    await pipes.finish();
    expect(pipes.asked.filter(({ who }) => who === 'e')).toMatchObject([{ prompt: '## From d\n\nd did it' }]);
    expect(await pipes.run()).toMatchObject({ state: 'completed', stages: 5 });
  });

  test('with join: 2 the second begins it', async () => {
    const pipes = await createRunning(fan('join: 2'));
    await pipes.start();
    await pipes.finish();
    expect(pipes.asked.filter(({ who }) => who === 'e')).toMatchObject([
      { prompt: '## From b\n\nb did it\n\n## From c\n\nc did it' },
    ]);
  });

  test('a branch that ends early is not waited for', async () => {
    const pipes = await createRunning(
      file(
        agent('a', 'handoffs: [{ to: "b, c" }]'),
        agent('b', 'handoffs: [{ to: e, condition: "go == yes" }]'),
        agent('c', 'handoffs: [{ to: e }]'),
        agent('e', 'join: all'),
      ),
      saying({ b: 'go: no' }),
    );
    await pipes.start();
    await pipes.finish();
    expect(pipes.asked.filter(({ who }) => who === 'e')).toMatchObject([{ prompt: '## From c\n\nc did it' }]);
    expect(await pipes.run()).toMatchObject({ state: 'completed' });
  });

  test('fan-outs within each other meet inside first, each join once', async () => {
    const pipes = await createRunning(
      file(
        agent('a', 'handoffs: [{ to: "b, c" }]'),
        agent('b', 'handoffs: [{ to: "d, e" }]'),
        agent('d', 'handoffs: [{ to: inner }]'),
        agent('e', 'handoffs: [{ to: inner }]'),
        agent('inner', 'join: all, handoffs: [{ to: outer }]'),
        agent('c', 'handoffs: [{ to: outer }]'),
        agent('outer', 'join: all'),
      ),
    );
    await pipes.start();
    await pipes.finish();
    const asked = (who: string) => pipes.asked.filter((one) => one.who === who);
    expect(asked('inner')).toHaveLength(1);
    expect(asked('outer')).toHaveLength(1);
    expect(asked('outer')[0]?.prompt).toContain('## From inner');
    expect(asked('outer')[0]?.prompt).toContain('## From c');
  });

  test('branches of fan-outs within each other that lead to one join meet there once, whoever comes first', async () => {
    for (const order of [
      ['c', 'd', 'e'],
      ['d', 'e', 'c'],
      ['d', 'c', 'e'],
    ]) {
      const pipes = await createRunning(
        file(
          agent('a', 'handoffs: [{ to: "b, c" }]'),
          agent('b', 'handoffs: [{ to: "d, e" }]'),
          ...['c', 'd', 'e'].map((id) => agent(id, 'handoffs: [{ to: end }]')),
          agent('end', 'join: all'),
        ),
      );
      await pipes.start();
      for (const who of ['a', 'b', ...order]) {
        await pipes.work(who);
        await pipes.advance();
      }
      await pipes.finish();
      const ends = pipes.asked.filter(({ who }) => who === 'end');
      expect(ends).toHaveLength(1);
      for (const who of order) expect(ends[0]?.prompt).toContain(`## From ${who}`);
    }
  });

  test('a join of some branches that leads to a join of all: both once', async () => {
    const pipes = await createRunning(
      file(
        agent('a', 'handoffs: [{ to: "b, c, d" }]'),
        ...['b', 'c'].map((id) => agent(id, 'handoffs: [{ to: k }]')),
        agent('k', 'join: all, handoffs: [{ to: end }]'),
        agent('d', 'handoffs: [{ to: end }]'),
        agent('end', 'join: all'),
      ),
    );
    await pipes.start();
    await pipes.work('a');
    await pipes.advance();
    await pipes.work('d');
    await pipes.advance();
    await pipes.finish();
    expect(pipes.asked.map(({ who }) => who)).toEqual(['a', 'd', 'b', 'c', 'k', 'end']);
    expect(pipes.asked.at(-1)?.prompt).toContain('## From k');
  });

  test('a join whose gate sends the work back into one branch takes that branch again', async () => {
    const pipes = await createRunning(
      file(
        agent('a', 'handoffs: [{ to: "b, c" }]'),
        ...['b', 'c'].map((id) => agent(id, 'handoffs: [{ to: end }]')),
        agent('end', 'join: any, gate: { type: llm }, handoffs: [{ to: b, condition: on_reject }]'),
      ),
      ({ who, time }) =>
        who === 'end.gate' ? `{"decision": "${time === 1 ? 'rejected' : 'approved'}"}` : `${who} ${time}`,
    );
    await pipes.start();
    for (const who of ['a', 'b', 'end', 'end.gate', 'b', 'end', 'end.gate', 'c']) {
      expect([who, await pipes.work(who)]).toEqual([who, true]);
      await pipes.advance();
    }
    expect(await pipes.run()).toMatchObject({ state: 'completed', calls: 8 });
  });

  test('a failure of one branch ends the run and cancels what the others do', async () => {
    const pipes = await createRunning(fan('join: all'), ({ who }) =>
      who === 'b' ? { error: 'no disk' } : who,
    );
    await pipes.start();
    await pipes.finish();
    expect(await pipes.run()).toMatchObject({ state: 'failed', why: 'b: no disk' });
    expect(await pipes.story()).toEqual([
      'a stage done',
      'b stage failed',
      'c stage cancelled',
      'd stage cancelled',
    ]);
    expect(await pipes.ready()).toEqual([]);
  });

  test('a rejection in one branch does not hide behind the others', async () => {
    const pipes = await createRunning(
      file(
        agent('a', 'handoffs: [{ to: "b, c" }]'),
        agent('b', 'gate: { type: llm }, handoffs: [{ to: d, condition: on_approve }]'),
        agent('c', 'handoffs: [{ to: d }]'),
        agent('d'),
      ),
      saying({ 'b.gate': '{"decision":"rejected","reason":"no tests"}' }),
    );
    await pipes.start();
    await pipes.work('a');
    await pipes.advance();
    await pipes.work('b');
    await pipes.advance();
    await pipes.work('b.gate');
    await pipes.finish();
    expect(await pipes.run()).toMatchObject({
      state: 'rejected',
      why: 'the work of b was rejected: no tests',
    });
  });
});
