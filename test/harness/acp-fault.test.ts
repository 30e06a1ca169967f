import { describe, expect, test } from 'bun:test';
import { asking, say } from '../fakes/acp-script.ts';
import { createGate, driveFake, replayed, turn } from './acp-world.ts';

describe('what goes wrong', () => {
  test('a program that ends in the middle of a turn ends the turn', async () => {
    await using gate = createGate();
    await using agent = driveFake({ turns: [[asking, { crash: true }]] }, { gate });
    await agent.next('ready');
    agent.send('go', 't1');
    const request = await agent.next('request');
    agent.kill();
    expect(await agent.next('turn-end')).toMatchObject({ turn: 't1', reason: 'error' });
    expect(agent.events).toContainEqual({ type: 'request-withdrawn', id: request.id });
    expect(agent.canSend()).toBe('no');
  });

  test('lines that are no messages, unknown ones and half a line harm nothing', async () => {
    await using agent = driveFake({
      turns: [
        [
          { raw: 'not json\n[1]\n"x"\n\n' },
          { raw: '{"jsonrpc":"2.0","id":999,"result":{}}\n' },
          { raw: '{"jsonrpc":"2.0","method":"_vendor/news","params":{}}\n' },
          { update: { sessionUpdate: 'brand_new', content: 7 } },
          { update: { sessionUpdate: 'tool_call_update' } },
          { update: { sessionUpdate: 'plan', entries: 'none' } },
          { update: { sessionUpdate: 'agent_message_chunk', content: null } },
          say('alive'),
        ],
        [say('half'), { raw: '{"jsonrpc":"2.0","method":"sess' }, { crash: true }],
      ],
    });
    expect(await turn(agent, 'go')).toMatchObject({ result: 'alive' });
    expect(agent.events.filter((event) => event.type === 'malformed')).toHaveLength(4);
    expect(agent.events.filter((event) => event.type === 'notice')).toHaveLength(2);
    expect(await turn(agent, 'die')).toMatchObject({ reason: 'error', result: 'half' });
    expect(agent.events.filter((event) => event.type === 'malformed')).toHaveLength(5);
  });

  test('a line of nearly 16 MiB is read whole, and once', async () => {
    const long = 'x'.repeat(15 * 1024 * 1024);
    await using agent = driveFake({ turns: [] });
    await agent.next('ready');
    agent.send('go', 't');
    const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: long } };
    const line = JSON.stringify({
      jsonrpc: '2.0',
      method: 'session/update',
      params: { sessionId: 'ses_fake', update },
    });
    const before = process.cpuUsage();
    const { events } = replayed(agent.trace, [line], null);
    expect(process.cpuUsage(before).user / 1_000_000).toBeLessThan(1);
    expect(events.at(-1)).toMatchObject({ type: 'text-delta' });
    expect((events.at(-1) as { text: string }).text.length).toBe(long.length); // just matched
  });
});
