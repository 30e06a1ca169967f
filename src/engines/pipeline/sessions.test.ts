import { describe, expect, test } from 'bun:test';
import { createRunning, type Running, type Said } from '../../../test/support/running.ts';

const meeting = (more = '', participants = ['a', 'b', 'c']): string => `agents:
  - id: meet
    type: session
    participants: [${participants.join(', ')}]
    ${more.replaceAll('\n', '\n    ')}
    handoffs:
      - { to: go, condition: on_consensus }
      - { to: stop, condition: on_no_consensus }
${[...participants, 'go', 'stop'].map((id) => `  - { id: ${id}, runtime: claude, system_prompt: "{{ input }}" }`).join('\n')}
`;

async function held(yaml: string, script: (who: string, time: number) => Said): Promise<Running> {
  const pipes = await createRunning(yaml, ({ who, time }) => script(who, time));
  await pipes.start();
  await pipes.finish();
  return pipes;
}

const speakers = ({ asked }: Running): string => asked.map(({ who }) => who).join(' ');
const yes = 'Fine.\nVOTE: AGREE';

describe('a session', () => {
  test('all speak in turn, each told what was said; it ends when all agree in one round', async () => {
    const pipes = await held(meeting(), (who, time) => (time === 2 ? yes : `${who} thinks`));
    expect(speakers(pipes)).toBe('a b c a b c go');
    expect(pipes.asked[1]?.prompt).toContain('[a] a thinks');
    expect(pipes.asked[5]?.prompt).toContain('## Round 2\n\n[a] Fine.');
    expect(pipes.asked[6]?.prompt).toBe(yes);
    expect(await pipes.run()).toMatchObject({
      state: 'completed',
      stages: 2,
      consensus: { isReached: true, rounds: 2 },
    });
  });

  test('without agreement it ends after its rounds, and the other handoff is taken', async () => {
    const pipes = await held(meeting('max_rounds: 2'), (who, time) => `${who} ${time}`);
    expect(speakers(pipes)).toBe('a b c a b c stop');
    expect(pipes.asked.at(-1)?.prompt).toBe('c 2');
    expect((await pipes.run()).consensus).toEqual({ isReached: false, rounds: 2 });
  });

  test.each([
    ['', 'rejected', 'meet reached no consensus in 2 rounds'],
    ['handoffs: [{ to: go, condition: on_consensus }]', 'rejected', 'meet reached no consensus in 2 rounds'],
    ['handoffs: [{ to: go }]', 'completed', null],
    ['gate: { type: human }', 'completed', null],
  ])('without agreement that anybody takes up, it is no success: %s', async (more, state, why) => {
    const pipes = await held(
      `agents:
  - { id: meet, type: session, participants: [a, b], max_rounds: 2${more === '' ? '' : `, ${more}`} }
${['a', 'b', 'go'].map((id) => `  - { id: ${id}, runtime: claude, system_prompt: "{{ input }}" }`).join('\n')}`,
      (who, time) => `${who} ${time}`,
    );
    if ((await pipes.requests()).length > 0) await pipes.decide('approve');
    await pipes.finish();
    expect(await pipes.run()).toMatchObject({ state, why });
  });

  test('who agreed and objects later has taken it back', async () => {
    const pipes = await held(meeting('max_rounds: 2'), (who, time) => {
      if (who === 'c') return time === 1 ? 'Not yet.' : yes;
      return who === 'a' && time === 2 ? 'I object after all.' : yes;
    });
    expect(speakers(pipes)).toBe('a b c a b c stop');
  });

  test('to deny the vote is none', async () => {
    const pipes = await held(meeting('max_rounds: 1'), () => 'I am not ready to say VOTE: AGREE yet');
    expect(speakers(pipes)).toBe('a b c stop');
  });

  for (const [require, agreeing, isReached] of [
    ['majority', ['a', 'b'], true],
    ['majority', ['a'], false],
    ['1', ['c'], true],
    ['2', ['c'], false],
  ] as const)
    test(`${agreeing.join(', ')} of three with require ${require}: ${isReached ? 'agreed' : 'not agreed'}`, async () => {
      const pipes = await held(meeting(`max_rounds: 1\nconsensus: { require: ${require} }`), (who) =>
        (agreeing as readonly string[]).includes(who) ? yes : 'no',
      );
      expect((await pipes.run()).consensus?.isReached).toBe(isReached);
    });

  test('the moderator speaks first, and alone decides', async () => {
    const pipes = await held(
      meeting('turn_order: moderator\nsummary_agent: b\nconsensus: { method: moderator_decides }'),
      (who, time) => (who === 'b' && time === 2 ? 'Enough. VOTE: AGREE' : who === 'b' ? `b ${time}` : yes),
    );
    expect(speakers(pipes)).toBe('b a c b a c b go');
    expect(pipes.asked.at(-1)?.prompt).toBe('b 3');
  });

  test('whoever sums up is asked once more, without a vote, and that is what goes on', async () => {
    const pipes = await held(meeting('summary_agent: a'), (_who, time) => (time === 1 ? yes : 'JWT it is.'));
    expect(speakers(pipes)).toBe('a b c a go');
    expect(pipes.asked[3]?.prompt).toContain('The discussion is over.');
    expect(pipes.asked[3]?.prompt).not.toContain('write on a line of its own');
    expect(pipes.asked[4]?.prompt).toBe('JWT it is.');
  });

  test('with require_chunks_done it goes on until all chunks are done', async () => {
    const pipes = await held(
      meeting('chunks: { initial: [one, two] }\nconsensus: { require_chunks_done: true }', ['a', 'b']),
      (who, time) => (who === 'a' ? `CHUNK_DONE: C-00${time}\n${yes}` : yes),
    );
    expect(speakers(pipes)).toBe('a b a b go');
    expect(pipes.asked[0]?.prompt).toContain('| C-001 | ⬜ pending | one |');
    expect(pipes.asked[2]?.prompt).toContain('| C-001 | ✅ done | one |');
    expect((await pipes.run()).chunks).toMatchObject([
      { status: 'done', completedBy: 'a', createdBy: 'config' },
      { status: 'done', completedBy: 'a' },
    ]);
  });

  test('a chunk that the summary adds does not begin the discussion anew', async () => {
    const pipes = await held(
      meeting('summary_agent: a\nchunks: { initial: [one] }\nconsensus: { require_chunks_done: true }', [
        'a',
        'b',
      ]),
      (_who, time) => (time === 1 ? `CHUNK_DONE: C-001\n${yes}` : 'Result.\nCHUNK_ADD: for later'),
    );
    expect(speakers(pipes)).toBe('a b a go');
    expect((await pipes.run()).chunks).toHaveLength(2);
  });

  test('max_turns ends it in the middle of a round', async () => {
    const pipes = await held(meeting('max_turns: 4'), (who, time) => `${who} ${time}`);
    expect(speakers(pipes)).toBe('a b c a stop');
    expect(pipes.asked.at(-1)?.prompt).toBe('a 2');
  });

  test('its turns are no stages: three who talk for seven rounds leave room for what follows', async () => {
    const pipes = await held(`limits: { depth: 20 }\n${meeting('max_rounds: 7')}`, (who) => who);
    expect(pipes.asked).toHaveLength(22);
    expect(await pipes.run()).toMatchObject({ state: 'completed', stages: 2 });
  });

  test('who fails says nothing and does not agree; the others go on', async () => {
    const pipes = await held(meeting('max_rounds: 1\nconsensus: { require: majority }'), (who) =>
      who === 'b' ? { error: 'it said VOTE: AGREE and crashed' } : yes,
    );
    expect(await pipes.run()).toMatchObject({ state: 'completed', consensus: { isReached: true } });
    expect(pipes.asked[2]?.prompt).not.toContain('[b]');
    expect((await pipes.steps()).find(({ node }) => node === 'b')).toMatchObject({
      state: 'failed',
      agrees: false,
    });
  });

  test('when nobody can speak, the session has failed', async () => {
    const pipes = await held(meeting(), () => ({ error: 'no network' }));
    expect(speakers(pipes)).toBe('a b c');
    expect(await pipes.run()).toMatchObject({ state: 'failed', why: 'meet: nobody could speak in round 1' });
  });

  test('a participant is tried again as its retry says', async () => {
    const yaml = meeting('max_rounds: 1').replace(
      '{ id: b, runtime: claude,',
      '{ id: b, runtime: claude, retry: { max_retries: 1 },',
    );
    const pipes = await held(yaml, (who, time) => (who === 'b' && time === 1 ? { error: 'busy' } : yes));
    expect(speakers(pipes)).toBe('a b b c go');
  });

  test('its own gate judges its result', async () => {
    const pipes = await held(meeting('max_rounds: 1\ngate: { type: llm, max_retries: 0 }'), (who) =>
      who === 'meet.gate' ? '{"decision": "rejected", "reason": "vague"}' : yes,
    );
    expect(speakers(pipes)).toBe('a b c meet.gate');
    expect(await pipes.run()).toMatchObject({ state: 'rejected' });
  });

  test('a stage after it may ask for what was said', async () => {
    const yaml = meeting().replace(
      '{ id: go, runtime: claude, system_prompt: "{{ input }}" }',
      '{ id: go, runtime: claude, system_prompt: "Said:\\n{{ transcript }}" }',
    );
    const pipes = await held(yaml, () => yes);
    expect(pipes.asked.at(-1)?.prompt).toContain('Said:\n## Round 1\n\n[a] Fine.');
  });
});
