import { describe, expect, test } from 'bun:test';
import { fullCapabilities, type AcpScript } from '../fakes/acp.ts';
import { calledBack, say } from '../fakes/acp-script.ts';
import { driveFake, sent, turn, types } from './acp-world.ts';

describe('a session', () => {
  test('that is new gets the briefing and the role once, before the first words', async () => {
    const over = { briefing: 'You are lucid-knuth.', profile: { prompt: 'You review.' } };
    await using agent = driveFake({ turns: [[say('a')], [say('b')]] }, { over });
    await turn(agent, 'first');
    await turn(agent, 'second');
    expect(sent(agent, 'session/prompt').map(({ prompt }) => prompt)).toEqual([
      [
        { type: 'text', text: 'You are lucid-knuth.\n\nYou review.' },
        { type: 'text', text: 'first' },
      ],
      [{ type: 'text', text: 'second' }],
    ]);
  });

  test('is resumed without its past, where the agent can', async () => {
    await using agent = driveFake(
      { capabilities: fullCapabilities, turns: [[say('on')]] },
      { over: { resume: 'ses_fake', briefing: 'You are.' } },
    );
    expect((await turn(agent, 'go on')).result).toBe('on');
    expect(sent(agent, 'session/resume')).toHaveLength(1);
    expect(sent(agent, 'session/prompt')).toMatchObject([{ prompt: [{ type: 'text', text: 'go on' }] }]);
    expect(await agent.next('ready')).toMatchObject({ harnessSession: 'ses_fake', version: '1.2.3' });
  });

  test('is loaded, and what it tells of its past is no news', async () => {
    const past = (id: string, words: string): Record<string, unknown> => ({
      sessionUpdate: id,
      content: { type: 'text', text: words },
    });
    const script: AcpScript = {
      capabilities: { loadSession: true },
      replayBefore: [
        past('user_message_chunk', 'old prompt'),
        { sessionUpdate: 'tool_call', toolCallId: 'old', title: 'x' },
      ],
      replayAfter: [past('agent_message_chunk', 'OLD ANSWER'), past('agent_message_chunk', 'OLD END')],
      turns: [[calledBack('old', 'failed'), say('new answer')]],
    };
    await using agent = driveFake(script, { over: { resume: 'ses_fake' } });
    expect((await turn(agent, 'go on')).result).toBe('new answer');
    expect(JSON.stringify(agent.events)).not.toContain('OLD');
    expect(types(agent.events)).not.toContain('tool-call' as never);
  });

  test('is forked where the agent can, and the fork is briefed', async () => {
    await using agent = driveFake(
      { capabilities: fullCapabilities, turns: [[say('fork')]] },
      { over: { resume: 'ses_fake', fork: true, briefing: 'You are another.' } },
    );
    expect(await agent.next('ready')).toMatchObject({ harnessSession: 'ses_fake_fork' });
    agent.send('go');
    await agent.until(() => agent.written.some((line) => line.includes('You are another.')));
  });

  test.each([
    [{ capabilities: {} }, { resume: 'x' }],
    [{ capabilities: { loadSession: true } }, { resume: 'x', fork: true }],
    [{ capabilities: fullCapabilities, refuses: ['session/resume'] }, { resume: 'x' }],
  ] as const)('that cannot be gone on with (%p, %p) is said, and begun anew', async (script, over) => {
    await using agent = driveFake({ ...script, turns: [[say('new')]] }, { over });
    expect((await turn(agent, 'go')).result).toBe('new');
    expect(await agent.next('ready')).toMatchObject({ harnessSession: 'ses_fake' });
    expect(agent.events[0]).toMatchObject({ type: 'notice', level: 'warning' });
  });

  test('that nobody is signed in for tells so as a turn that never was', async () => {
    await using agent = driveFake({
      openingError: { code: -32_000, message: 'Authentication required' },
      turns: [],
    });
    expect(await agent.next('turn-end')).toMatchObject({
      turn: null,
      reason: 'auth',
      error: 'Authentication required',
    });
    expect(types(agent.events)).toEqual(['turn-start', 'turn-end'] as never[]);
    expect(agent.canSend()).toBe('no');
  });

  test('of another version of the protocol is refused', async () => {
    await using agent = driveFake({ protocolVersion: 7, turns: [] });
    expect(await agent.next('turn-end')).toMatchObject({
      turn: null,
      reason: 'error',
      error: expect.stringContaining('7'),
    });
  });

  test('is set to mode, model and effort where it offers them', async () => {
    const select = (id: string, category: string, values: readonly string[]): object => ({
      id,
      category,
      name: id,
      type: 'select',
      currentValue: values[0],
      options: values.map((value) => ({ value, name: value })),
    });
    await using agent = driveFake(
      {
        opening: {
          modes: {
            currentModeId: 'default',
            availableModes: [
              { id: 'default', name: 'D' },
              { id: 'acceptEdits', name: 'E' },
            ],
          },
          configOptions: [
            select('model', 'model', ['small', 'big']),
            select('depth', 'thought_level', ['low', 'high']),
          ],
        },
        turns: [],
      },
      { over: { profile: { permission: 'write', model: 'big', effort: 'high' } } },
    );
    expect(await agent.next('ready')).toMatchObject({ model: 'big' });
    expect(sent(agent, 'session/set_mode')).toEqual([{ sessionId: 'ses_fake', modeId: 'acceptEdits' }]);
    expect(sent(agent, 'session/set_config_option')).toEqual([
      { sessionId: 'ses_fake', configId: 'model', value: 'big' },
      { sessionId: 'ses_fake', configId: 'depth', value: 'high' },
    ]);
    expect(types(agent.events)).toEqual(['ready'] as never[]);
  });

  test('says what it offers no place for', async () => {
    const server = { type: 'http', name: 'plane', url: 'http://127.0.0.1:1/', headers: { A: 'b' } } as const;
    await using agent = driveFake(
      { turns: [] },
      { over: { mcpServers: [server], profile: { permission: 'write', model: 'big', effort: 'high' } } },
    );
    await agent.next('ready');
    const notices = agent.events.filter((event) => event.type === 'notice').map((event) => event.text);
    expect(notices).toHaveLength(4);
    expect(sent(agent, 'session/new')).toMatchObject([{ mcpServers: [] }]);
  });

  test('gets its MCP servers, by HTTP where it can', async () => {
    await using agent = driveFake(
      { capabilities: fullCapabilities, turns: [] },
      {
        over: {
          mcpServers: [
            { type: 'http', name: 'plane', url: 'http://127.0.0.1:1/', headers: { A: 'b' } },
            { type: 'stdio', name: 'local', command: '/bin/x', args: ['y'], env: { C: 'd' } },
          ],
        },
      },
    );
    await agent.next('ready');
    expect(sent(agent, 'session/new')).toMatchObject([
      {
        mcpServers: [
          { type: 'http', name: 'plane', url: 'http://127.0.0.1:1/', headers: [{ name: 'A', value: 'b' }] },
          { name: 'local', command: '/bin/x', args: ['y'], env: [{ name: 'C', value: 'd' }] },
        ],
      },
    ]);
  });

  test('is closed and its program ends by itself', async () => {
    await using agent = driveFake({ capabilities: fullCapabilities, turns: [] });
    await agent.next('ready');
    agent.close();
    expect(await agent.exited).toBe(0);
    expect(sent(agent, 'session/close')).toEqual([{ sessionId: 'ses_fake' }]);
  });
});
