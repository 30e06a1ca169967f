import { describe, expect, test } from 'bun:test';
import { type AcpScript } from '../fakes/acp.ts';
import { asking, called, calledBack, say, words } from '../fakes/acp-script.ts';
import { replay } from '../support/drive.ts';
import { driveFake, replaySpec } from './acp-world.ts';

describe('a daemon that dies (D1)', () => {
  const rich: AcpScript = {
    capabilities: { loadSession: true, mcpCapabilities: { http: true } },
    replayAfter: [{ sessionUpdate: 'tool_call', toolCallId: 'old', title: 'x' }],
    turns: [
      [
        say('I look. ', 'm1'),
        { update: { sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'so ' } } },
        { update: { sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'so' } } },
        called('c0', { status: 'pending', rawInput: {} }),
        calledBack('c0', 'in_progress', { rawInput: { command: 'ls' }, content: [words('a')] }),
        calledBack('c0', 'completed'),
        asking,
        { raw: 'noise\n' },
        {
          update: { sessionUpdate: 'usage_update', used: 9, size: 10, cost: { amount: 1, currency: 'USD' } },
        },
        say('part one, ', 'm2'),
        say('part two', 'm2'),
        { stop: { stopReason: 'end_turn', usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 } } },
      ],
      [say('hang', 'm3'), asking, { untilCancelled: true }, { stop: { stopReason: 'cancelled' } }],
      [say('late', 'm3'), say('end', 'm4')],
    ],
  };
  const over = { resume: 'ses_fake', briefing: 'You are.', profile: { model: 'big' } };

  async function play(reconnect: boolean): Promise<ReturnType<typeof driveFake>> {
    const agent = driveFake(rich, { over, reconnect });
    await agent.next('ready');
    agent.send('one', 't1');
    const request = await agent.next('request');
    agent.answer(request.id, { outcome: 'reject', text: 'no' });
    await agent.next('turn-end');
    const from = agent.events.length;
    agent.send('two', 't2');
    await agent.next('request', from);
    agent.interrupt();
    await agent.next('turn-end', from);
    const last = agent.events.length;
    agent.send('three', 't3');
    await agent.next('turn-end', last);
    return agent;
  }

  test('after any one line goes on with the same events and the same bytes', async () => {
    await using agent = await play(false);
    const { trace, events, written } = agent;
    const { spec, driver } = replaySpec(over);
    for (const boundary of trace.keys()) {
      const again = replay(driver, spec, trace, (step) => step === boundary);
      expect(again.events).toEqual([...events]);
      expect(again.written).toEqual([...written]);
    }
  });

  test('after every line goes on too, with a live agent', async () => {
    await using whole = await play(false);
    await using broken = await play(true);
    expect(broken.events).toEqual(whole.events);
    expect(broken.written).toEqual(whole.written);
    expect(whole.events.at(-1)).toMatchObject({ type: 'turn-end', turn: 't3', result: 'end' });
    const ends = whole.events.filter((event) => event.type === 'turn-end');
    const starts = whole.events.filter((event) => event.type === 'turn-start');
    expect(ends.map(({ turn: id }) => id)).toEqual(starts.map(({ turn: id }) => id));
  });
});
