import { expect, test } from 'bun:test';
import { createRunning } from '../../../../test/support/running.ts';
import { list, show } from '../request.ts';

const pipeline = `agents:
  - id: dev
    runtime: claude
    system_prompt: "{{ input }}"
    human_input: { mode: before, prompt: "Which style?" }
    gate: { type: human, prompt: "Look at the API." }
    handoffs: [{ to: end, condition: on_approve }]
  - { id: end, runtime: claude, system_prompt: "{{ input }}" }
`;

test('a run that waits for a person shows what for: its stage, the question, and what is to be judged', async () => {
  const pipes = await createRunning(pipeline, () => 'x'.repeat(30_000));
  await pipes.start();
  await pipes.finish();
  const nobody = pipes.world.nobody();
  const subjectOf = async () => {
    const [request] = await list(nobody, {});
    return { risk: request?.risk, ...(await show(nobody, { id: request?.id ?? '' })).subject };
  };
  expect(await subjectOf()).toMatchObject({
    risk: 'low',
    kind: 'question',
    questions: [{ text: 'Which style?' }],
    answerAs: 'text',
    run: { id: 'r1', node: 'dev', of: null },
  });
  await pipes.reply('Tabs.');
  await pipes.finish();
  const gate = await subjectOf();
  expect(gate).toMatchObject({
    risk: 'medium',
    kind: 'gate',
    text: null,
    run: { id: 'r1', pipeline: 'p', node: 'dev', chars: 30_000 },
  });
  expect(gate.run?.preview).toHaveLength(20_000);
  expect(gate.run?.of).toMatch(/^x\d+$/);
});
