import { describe, expect, test } from 'bun:test';
import { calledBack, say } from '../fakes/acp-script.ts';
import { createGate, driveFake, replayed, sent } from './acp-world.ts';

describe('an interrupted turn', () => {
  test('ends, and its late words are no part of the next answer', async () => {
    await using gate = createGate();
    await using agent = driveFake(
      {
        turns: [
          [
            say('working', 'm1'),
            { untilCancelled: true },
            say(' still', 'm1'),
            { stop: { stopReason: 'cancelled' } },
          ],
          [say(' LATE', 'm1'), calledBack('old', 'completed'), { gate: 'late' }, say('right answer', 'm2')],
        ],
      },
      { gate },
    );
    await agent.next('ready');
    agent.send('hang', 't1');
    await agent.next('text-delta');
    expect(agent.canSend()).toBe('no');
    agent.interrupt();
    agent.interrupt();
    expect(await agent.next('turn-end')).toMatchObject({
      turn: 't1',
      reason: 'interrupted',
      result: 'working still',
    });
    expect(sent(agent, 'session/cancel')).toHaveLength(1);
    agent.send('again', 't2');
    await gate.reached('late');
    gate.open('late');
    const end = await agent.until((event) => event.type === 'turn-end' && event.turn === 't2');
    expect(end).toMatchObject({ reason: 'completed', result: 'right answer' });
  });

  test('whose words come between two turns leaves them there', async () => {
    await using gate = createGate();
    await using agent = driveFake(
      {
        turns: [[say('x'), { untilCancelled: true }, { stop: { stopReason: 'cancelled' } }], [say('right')]],
      },
      { gate },
    );
    await agent.next('ready');
    agent.send('hang', 't1');
    await agent.next('text-delta');
    agent.interrupt();
    await agent.next('turn-end');
    // As an agent would that does not wait: a chunk without an id, with no turn running.
    const late = {
      jsonrpc: '2.0',
      method: 'session/update',
      params: {
        sessionId: 'ses_fake',
        update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'LATE' } },
      },
    };
    const { events } = replayed(agent.trace, [JSON.stringify(late)], 'again');
    expect(events.at(-1)).toMatchObject({ type: 'turn-start', turn: 'again' });
    expect(events.at(-2)).toMatchObject({
      type: 'text',
      text: 'LATE',
      id: expect.stringContaining('between'),
    });
  });
});
