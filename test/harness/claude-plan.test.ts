import { describe, expect, test } from 'bun:test';
import { claudeDriver } from '../../src/harness/claude/driver.ts';
import type { SessionSpec } from '../../src/harness/driver.ts';
import { specOf } from '../support/drive.ts';
import { startFake } from './claude-world.ts';

const plan = (profile: Partial<SessionSpec['profile']>, spec: Partial<Omit<SessionSpec, 'profile'>> = {}) =>
  claudeDriver.plan(specOf({ ...spec, profile: { harness: 'claude', ...profile } }));
const after = (argv: readonly string[], flag: string): string | undefined =>
  argv.includes(flag) ? argv[argv.indexOf(flag) + 1] : undefined;

describe('the command line of Claude Code', () => {
  test('has both streams, the playback of input and the permission prompts', () => {
    const { argv } = plan({});
    expect(argv.slice(0, 2)).toEqual(['claude', '-p']);
    expect(after(argv, '--input-format')).toBe('stream-json');
    expect(after(argv, '--output-format')).toBe('stream-json');
    expect(after(argv, '--permission-prompt-tool')).toBe('stdio');
    for (const flag of ['--verbose', '--replay-user-messages', '--include-partial-messages'])
      expect(argv).toContain(flag);
  });

  for (const [permission, mode] of [
    ['read', 'plan'],
    ['write', 'acceptEdits'],
    ['full', 'bypassPermissions'],
    ['auto', 'default'],
  ] as const)
    test(`says ${mode} for the permission ${permission}`, () => {
      expect(after(plan({ permission }).argv, '--permission-mode')).toBe(mode);
    });

  test('says model and effort only when the profile does', () => {
    const told = plan({ model: 'opus', effort: 'max' }).argv;
    expect([after(told, '--model'), after(told, '--effort')]).toEqual(['opus', 'max']);
    const untold = plan({}).argv;
    expect([untold.includes('--model'), untold.includes('--effort')]).toEqual([false, false]);
  });

  test('chooses the id of a new session, and goes on with or branches off an old one', () => {
    const sessionId = crypto.randomUUID();
    const [fresh, resumed, forked] = [
      plan({}, { sessionId }),
      plan({}, { sessionId, resume: 'old' }),
      plan({}, { sessionId, resume: 'old', fork: true }),
    ].map(({ argv }) => [
      after(argv, '--session-id'),
      after(argv, '--resume'),
      argv.includes('--fork-session'),
    ]);
    expect(fresh).toEqual([sessionId, undefined, false]);
    expect(resumed).toEqual([undefined, 'old', false]);
    expect(forked).toEqual([sessionId, 'old', true]);
  });

  test('shows no prompt and nothing of an MCP server that may be secret', () => {
    const server = {
      type: 'http',
      name: 'shoal',
      url: 'http://127.0.0.1:1/mcp/SECRET-1',
      headers: { authorization: 'Bearer SECRET-2' },
    } as const;
    const local = {
      type: 'stdio',
      name: 'x',
      command: 'c',
      args: ['SECRET-3'],
      env: { K: 'SECRET-4' },
    } as const;
    const { argv, env } = plan({ prompt: 'SECRET-5' }, { briefing: 'SECRET-6', mcpServers: [server, local] });
    expect(argv.join(' ')).not.toContain('SECRET');
    const config = after(argv, '--mcp-config') ?? '';
    const filled = config.replace(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? 'missing');
    expect(JSON.parse(filled)).toEqual({
      mcpServers: {
        shoal: { type: 'http', url: server.url, headers: server.headers },
        x: { type: 'stdio', command: 'c', args: ['SECRET-3'], env: { K: 'SECRET-4' } },
      },
    });
  });

  test('is strict about MCP servers for only-shoal, names none for none, and lets its own be used unasked', () => {
    const mcpServers = [{ type: 'http', name: 'shoal', url: 'http://127.0.0.1:1', headers: {} }] as const;
    const seen = (['with-own', 'only-shoal', 'none'] as const).map((mcp) => {
      const { argv } = plan({ mcp }, { mcpServers });
      return ['--mcp-config', '--strict-mcp-config', '--allowedTools=mcp__shoal'].map((flag) =>
        argv.includes(flag),
      );
    });
    expect(seen).toEqual([
      [true, false, true],
      [true, true, true],
      [false, true, false],
    ]);
  });

  test('says that it is contained only when the profile does', () => {
    expect(plan({ permission: 'full' }).env).toEqual({});
    expect(plan({ permission: 'full', env: ['IS_SANDBOX'] }).env).toEqual({ IS_SANDBOX: '1' });
    expect(plan({ permission: 'write', env: ['IS_SANDBOX'] }).env).toEqual({});
  });

  test('is what the program gets; briefing and role prompt come by the handshake', async () => {
    const spec = { briefing: 'brief' };
    await using session = await startFake([], { spec, profile: { prompt: 'role', model: 'opus' } });
    await session.next('ready');
    const { argv, env } = await session.record();
    expect([...argv]).toEqual(session.plan.argv.slice(2));
    expect(env).not.toContain('ANTHROPIC_API_KEY');
    expect(JSON.parse(session.written[0] ?? '')).toMatchObject({
      type: 'control_request',
      request: { subtype: 'initialize', appendSystemPrompt: 'brief\n\nrole' },
    });
  });
});
