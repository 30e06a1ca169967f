import { describe, expect, test } from 'bun:test';
import { type AcpStep } from '../fakes/acp.ts';
import { asking } from '../fakes/acp-script.ts';
import { driveFake, turn } from './acp-world.ts';

describe('a request for permission', () => {
  test('is told with its options; approval takes the option for this once', async () => {
    await using agent = driveFake({ turns: [[asking]] });
    await agent.next('ready');
    agent.send('go');
    const request = await agent.next('request');
    expect(request).toMatchObject({
      kind: 'permission',
      command: 'rm -rf build',
      title: 'execute: rm -rf build',
      options: [
        { id: 'always', outcome: 'approve', always: true },
        { id: 'once', outcome: 'approve', always: false },
        { id: 'no', outcome: 'reject', always: false },
      ],
      parent: null,
    });
    agent.answer(request.id, { outcome: 'approve' });
    expect((await agent.next('turn-end')).result).toBe('selected:once');
  });

  test.each([
    [{ outcome: 'approve', option: 'always' }, 'selected:always'],
    [{ outcome: 'reject', option: 'always' }, 'selected:no'],
    [{ outcome: 'reject', text: 'it is mine' }, 'selected:no'],
  ] as const)('answered by %p is answered with %s', async (decision, answer) => {
    await using agent = driveFake({ turns: [[asking]] });
    await agent.next('ready');
    agent.send('go');
    const request = await agent.next('request');
    agent.answer('nobody asked this', { outcome: 'approve' });
    agent.answer(request.id, decision);
    agent.answer(request.id, { outcome: 'approve' });
    expect((await agent.next('turn-end')).result).toBe(answer);
    const refused = agent.events.filter((event) => event.type === 'tool-result' && !event.ok);
    expect(refused.length).toBe(1);
  });

  test('is cancelled with its turn, and so is one that comes after', async () => {
    await using agent = driveFake({ turns: [[asking, asking, { stop: { stopReason: 'cancelled' } }]] });
    await agent.next('ready');
    agent.send('go');
    const request = await agent.next('request');
    agent.interrupt();
    expect(await agent.next('turn-end')).toMatchObject({ reason: 'interrupted' });
    expect(agent.events).toContainEqual({ type: 'request-withdrawn', id: request.id });
    expect(agent.events.filter((event) => event.type === 'request')).toHaveLength(1);
    const answers = agent.written.filter((line) => line.includes('"outcome":"cancelled"'));
    expect(answers).toHaveLength(2);
  });

  test('is refused unasked when the profile may only read', async () => {
    const over = { profile: { permission: 'read' } } as const;
    await using agent = driveFake({ turns: [[asking]] }, { over });
    expect((await turn(agent, 'go')).result).toBe('selected:no');
    expect(agent.events.some((event) => event.type === 'request')).toBe(false);
    expect(agent.events.find((event) => event.type === 'tool-result')).toMatchObject({ ok: false });
  });

  test('of a form is a question; its answer fills the field', async () => {
    const form: AcpStep = {
      ask: 'elicitation/create',
      params: {
        mode: 'form',
        sessionId: 'ses_fake',
        message: 'Which one?',
        requestedSchema: {
          type: 'object',
          properties: { colour: { type: 'string', enum: ['red', 'blue'] } },
        },
      },
    };
    await using agent = driveFake({ turns: [[form], [form]] });
    await agent.next('ready');
    agent.send('go');
    const question = await agent.next('request');
    expect(question).toMatchObject({
      kind: 'question',
      title: 'Which one?',
      options: [{ id: 'red' }, { id: 'blue' }],
    });
    agent.answer(question.id, { outcome: 'approve', option: 'blue' });
    expect((await agent.next('turn-end')).result).toContain(
      '"result":{"action":"accept","content":{"colour":"blue"}}',
    );
  });

  test('that nobody offered is refused by name', async () => {
    await using agent = driveFake({
      turns: [
        [
          { ask: 'terminal/create', params: {} },
          { ask: 'fs/write_text_file', params: {} },
        ],
      ],
    });
    const end = await turn(agent, 'go');
    expect(end.result.match(/-32601/g)).toHaveLength(2);
    expect(agent.events.filter((event) => event.type === 'notice')).toHaveLength(1);
  });
});
