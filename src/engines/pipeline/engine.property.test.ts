import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { createRunning, pipelineOf, type Said } from '../../../test/support/running.ts';

/*
 * Small pipelines at random, with outcomes at random: each of their runs ends, in a state with a reason, with nothing open, and
 * with every step done once.
 */

const names = ['a', 'b', 'c', 'd', 'e'] as const;

const node = fc.record({
  join: fc.constantFrom('', '', 'all', 'any', '2'),
  gate: fc.constantFrom('', '', '', 'llm', 'human', 'command'),
  isSession: fc.boolean(),
  asks: fc.constantFrom('', '', '', 'before', 'on_demand'),
  retries: fc.nat(2),
  handoffs: fc.array(
    fc.record({
      to: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
      condition: fc.constantFrom(
        'always',
        'on_pass',
        'on_approve',
        'on_reject',
        'on_consensus',
        'on_no_consensus',
        'auto',
        'go == yes',
      ),
    }),
    { maxLength: 2 },
  ),
});

const pipeline = fc
  .record({
    nodes: fc.tuple(node, node, node, node, node),
    calls: fc.integer({ min: 5, max: 40 }),
    parallel: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ nodes, calls, parallel }) => {
    const agents = nodes.map((one, index) => {
      const id = names[index] ?? 'a';
      const kind =
        one.isSession && id !== 'a'
          ? 'type: session, participants: [p, q], max_rounds: 2'
          : `runtime: claude, system_prompt: "{{ input }} {{ context }}", retry: { max_retries: ${one.retries}, backoff: 5 }${one.asks === '' ? '' : `, human_input: ${one.asks}`}`;
      const gate =
        one.gate === ''
          ? ''
          : `, gate: { type: ${one.gate}, max_retries: 2${one.gate === 'command' ? ', command: "true"' : ''} }`;
      const handoffs = one.handoffs.map(
        ({ to, condition }) => `{ to: "${to.join(', ')}", condition: "${condition}" }`,
      );
      return `  - { id: ${id}, ${kind}${one.join === '' ? '' : `, join: ${one.join}`}${gate}, handoffs: [${handoffs.join(', ')}] }`;
    });
    return `limits: { calls: ${calls}, depth: 30, parallel: ${parallel} }
agents:
${agents.join('\n')}
  - { id: p, runtime: claude, system_prompt: "{{ input }}" }
  - { id: q, runtime: claude, system_prompt: "{{ input }}" }
`;
  });

const sayings: readonly Said[] = [
  'go: yes',
  'go: no',
  '{"decision": "approved"}',
  '{"decision": "rejected", "reason": "bad"}',
  'VOTE: AGREE',
  'HANDOFF: b, c',
  'HUMAN_INPUT: which?',
  'nothing much',
  { error: 'it broke' },
];

test('a run of any pipeline ends, for a reason, with nothing open, and with each step done once', async () => {
  await fc.assert(
    fc.asyncProperty(
      pipeline,
      fc.array(fc.nat(1_000), { minLength: 60, maxLength: 60 }),
      async (yaml, dice) => {
        let thrown = 0;
        const next = (): number => dice[thrown++ % dice.length] ?? 0;
        const pipes = await createRunning(pipelineOf(yaml), () => sayings[next() % sayings.length] ?? '');
        await pipes.start();
        for (let turn = 0; turn < 500 && (await pipes.run()).endedAt === null; turn += 1) {
          const ready = await pipes.ready();
          if (ready.length > 0) await pipes.work(ready[next() % ready.length]?.queue.slice(3));
          else if ((await pipes.requests()).length > 0) await answer(pipes, next());
          else pipes.world.tick(5_000);
          if (next() % 3 > 0) await pipes.advance();
        }
        const run = await pipes.run();
        expect(['completed', 'rejected', 'failed', 'limited']).toContain(run.state);
        if (run.state !== 'completed') expect(run.why).toBeTruthy();
        const steps = await pipes.steps();
        expect(
          steps.filter(({ state, liveIn }) => state === 'held' || state === 'open' || liveIn !== null),
        ).toEqual([]);
        expect(await pipes.ready()).toEqual([]);
        expect(await pipes.requests()).toEqual([]);
        const done = steps.flatMap(({ task, state }) => (task === null || state !== 'done' ? [] : [task]));
        expect(new Set(done).size).toBe(done.length);
        const numbers = steps.flatMap(({ stage }) => stage ?? []);
        expect(numbers.toSorted((one, other) => one - other)).toEqual(numbers.map((_, index) => index + 1));
        expect(run.calls).toBe((await pipes.look((view) => view.list('task'))).length);
      },
    ),
    { numRuns: Number(process.env['SHOAL_PROPERTY_RUNS'] ?? 80) },
  );
}, 60_000);

async function answer(pipes: Awaited<ReturnType<typeof createRunning>>, dice: number): Promise<void> {
  const [request] = await pipes.requests();
  if (request?.kind === 'question') await pipes.reply('go: yes');
  else await pipes.decide(dice % 2 === 0 ? 'approve' : 'reject', 'as I please');
}
