import { describe, expect, test } from 'bun:test';
import { commandDriver } from '../../src/harness/command/driver.ts';
import { resultCharsMax } from '../../src/harness/command/protocol.ts';
import { driverFor } from '../../src/harness/drivers.ts';
import { drive, replay, specOf, type Drive } from '../support/drive.ts';

function start(script: string, profile: { prompt?: string } = {}, reconnect = false): Drive {
  const spec = specOf({ briefing: 'brief', profile: { command: ['sh', '-c', script], ...profile } });
  return drive(driverFor('command'), spec, { reconnect });
}

describe('any program as an agent', () => {
  test('gets the prompt on its standard input, which then ends; its output is the answer', async () => {
    await using agent = start('cat; echo done', { prompt: 'role' });
    await agent.next('ready');
    expect(agent.canSend()).toBe('idle');
    agent.send('work\non this', 'a');
    expect(agent.canSend()).toBe('no');
    const end = await agent.next('turn-end');
    expect(end).toMatchObject({
      turn: 'a',
      reason: 'completed',
      result: 'brief\n\nrole\n\nwork\non this\ndone',
    });
    expect(agent.plan.argv.join(' ')).not.toContain('work');
    expect(agent.events.map((event) => event.type).filter((type) => type !== 'text-delta')).toEqual([
      'ready',
      'turn-start',
      'input',
      'text',
      'turn-end',
    ]);
  });

  test('streams: a line is told before the next is said', async () => {
    // The program says its second line only after a signal, which is sent when the first one was told.
    const program = `
      process.on('SIGUSR1', () => { console.log('two'); process.exit(0); });
      for await (const _ of process.stdin);
      console.log('one');
      setInterval(() => {}, 60_000);`;
    const spec = specOf({ profile: { command: [process.execPath, '-e', program] } });
    await using agent = drive(commandDriver, spec);
    await agent.next('ready');
    agent.send('go');
    await agent.until((event) => event.type === 'text-delta' && event.text === 'one\n');
    expect(agent.events.some((event) => event.type === 'turn-end')).toBe(false);
    agent.kill('SIGUSR1');
    expect(await agent.next('turn-end')).toMatchObject({ result: 'one\ntwo' });
  });

  test('that reads nothing and says nothing ends its turn with nothing', async () => {
    await using agent = start('exec >&-; exit 3');
    agent.send('go', 'a');
    expect(await agent.next('turn-end')).toMatchObject({ turn: 'a', result: '' });
    expect(agent.events.some((event) => event.type === 'input')).toBe(false);
    expect(await agent.exited).toBe(3);
  });

  test('has a result of bounded length, and says that it was cut', async () => {
    const lines = Math.ceil(resultCharsMax / 1000) + 10;
    await using agent = start(`cat >/dev/null; yes ${'x'.repeat(999)} | head -n ${lines}`);
    agent.send('go');
    const end = await agent.next('turn-end');
    expect(end.result.length).toBeGreaterThan(resultCharsMax - 2);
    expect(end.result.length).toBeLessThanOrEqual(resultCharsMax);
    expect(agent.events.filter((event) => event.type === 'notice')).toHaveLength(1);
    expect(agent.events.filter((event) => event.type === 'text-delta')).toHaveLength(lines);
  });

  test('tells the same when the protocol is made anew at every line', async () => {
    const spec = specOf({ profile: { command: ['sh', '-c', 'cat; echo; printf half'] } });
    await using agent = drive(commandDriver, spec, { reconnect: true });
    agent.send('one\ntwo', 'a');
    expect(await agent.next('turn-end')).toMatchObject({ result: 'one\ntwo\n\nhalf' });
    expect(replay(commandDriver, spec, agent.trace, () => false)).toEqual({
      events: [...agent.events],
      written: [...agent.written],
    });
  });

  test('what it cannot take is said', () => {
    const mcpServers = [{ type: 'http', name: 'shoal', url: 'http://127.0.0.1:1', headers: {} }] as const;
    const profile = { command: ['x'], model: 'm', effort: 'low', permission: 'read' } as const;
    const { untaken } = commandDriver.plan(specOf({ mcpServers, profile }));
    expect(untaken.map((sentence) => sentence.split(':')[0])).toEqual([
      'model',
      'effort',
      'permission read',
      'mcp',
    ]);
    expect(commandDriver.plan(specOf({ profile: { command: ['x'] } })).untaken).toEqual([]);
  });

  test('must be named', () => {
    expect(() => commandDriver.plan(specOf({ profile: { name: 'p' } }))).toThrow(
      'profile p has harness command and no command',
    );
  });
});
