import { describe, expect, test } from 'bun:test';
import type { Permission, Profile } from '../../src/domain/profile.ts';
import { acpDriver, copilotDriver, geminiDriver, opencodeDriver } from '../../src/harness/acp/index.ts';
import type { HarnessDriver, McpServer, ProcessPlan } from '../../src/harness/driver.ts';
import { specOf } from '../support/drive.ts';

const http: McpServer = { type: 'http', name: 'shoal', url: 'http://127.0.0.1:1/', headers: { A: 'secret' } };
const stdio: McpServer = {
  type: 'stdio',
  name: 'shoal',
  command: '/bin/x',
  args: ['mcp'],
  env: { T: 'secret' },
};

function planOf(
  driver: HarnessDriver,
  profile: Partial<Profile>,
  mcpServers: readonly McpServer[] = [],
): ProcessPlan {
  const spec = specOf({
    briefing: 'a briefing',
    mcpServers,
    profile: { harness: driver.harness, permission: 'auto', prompt: 'a role', ...profile },
  });
  return driver.plan(spec);
}

function opencodeRules(profile: Partial<Profile>, servers: readonly McpServer[] = []): object {
  const { env } = planOf(opencodeDriver, profile, servers);
  return JSON.parse(env['OPENCODE_CONFIG_CONTENT'] ?? '{}') as object; // the plan's own JSON
}

describe('how an agent is started', () => {
  test.each([
    ['read', 'default'],
    ['write', 'auto_edit'],
    ['full', 'yolo'],
    ['auto', 'default'],
  ] as const)('gemini, permission %s', (permission: Permission, mode) => {
    const { argv } = planOf(geminiDriver, { permission, model: 'gemini-2.5-pro' });
    expect(argv).toEqual(['gemini', '--acp', '--approval-mode', mode, '--model', 'gemini-2.5-pro']);
  });

  test.each([
    ['read', ['--deny-tool=write', '--deny-tool=shell']],
    ['write', ['--allow-tool=write']],
    ['full', ['--allow-all']],
    ['auto', []],
  ] as const)('copilot, permission %s', (permission, flags) => {
    const { argv } = planOf(copilotDriver, { permission, model: 'gpt-5', effort: 'high' });
    const start = ['copilot', '--acp', '--no-auto-update', '--model', 'gpt-5', '--reasoning-effort', 'high'];
    expect(argv).toEqual([...start, ...flags]);
  });

  test.each([
    ['read', { edit: 'deny', bash: 'deny', webfetch: 'ask', read: 'allow', task: 'deny' }],
    ['write', { edit: 'allow', bash: 'ask', webfetch: 'ask', read: 'allow' }],
    ['full', { edit: 'allow', bash: 'allow', webfetch: 'allow', read: 'allow', task: 'allow' }],
    ['auto', { edit: 'ask', bash: 'ask', webfetch: 'ask', read: 'allow' }],
  ] as const)('opencode, permission %s', (permission, permissionRules) => {
    expect(opencodeRules({ permission, model: 'lab/lab' })).toMatchObject({
      model: 'lab/lab',
      permission: permissionRules,
    });
  });

  test('no prompt and no secret stands in the arguments', () => {
    for (const driver of [geminiDriver, opencodeDriver, copilotDriver, acpDriver]) {
      const profile = { command: ['/bin/agent'] };
      for (const server of [http, stdio]) {
        const text = planOf(driver, profile, [server]).argv.join(' ');
        expect(text).not.toMatch(/a briefing|a role|secret/);
        expect(text).toStartWith('/bin/agent');
      }
    }
  });

  test('copilot gets a stdio server by the command line, its variables by the environment', () => {
    const { argv, env } = planOf(copilotDriver, {}, [stdio]);
    const config = argv[argv.indexOf('--additional-mcp-config') + 1] ?? '';
    expect(JSON.parse(config)).toEqual({
      mcpServers: { shoal: { type: 'local', command: '/bin/x', args: ['mcp'], tools: ['*'] } },
    });
    expect(env).toEqual({ T: 'secret' });
  });

  test('a command that says the protocol itself is not told twice', () => {
    const command = ['node', '/x/gemini.js', '--acp'];
    expect(planOf(geminiDriver, { command }).argv.filter((word) => word === '--acp')).toHaveLength(1);
    expect(planOf(acpDriver, { command: ['goose', 'acp'] }).argv).toEqual(['goose', 'acp']);
  });

  test('our tools are never asked for, other servers are left out on request', () => {
    expect(planOf(geminiDriver, {}, [http]).argv).toContain('--allowed-tools=mcp_shoal_*');
    expect(planOf(copilotDriver, {}, [http]).argv).toContain('--allow-tool=shoal');
    expect(opencodeRules({}, [http])).toMatchObject({ permission: { 'shoal_*': 'allow', '*': 'ask' } });

    const only = { mcp: 'only-shoal' } as const;
    expect(planOf(geminiDriver, only, [http]).argv).toContain('--allowed-mcp-server-names=shoal');
    expect(planOf(copilotDriver, only, [http]).argv.join(' ')).toMatch(
      /--available-tools=bash,\S+,shoal( |$)/,
    );
    expect(opencodeRules(only, [http])).toMatchObject({ permission: { 'shoal_*': 'allow', '*': 'deny' } });

    const none = { mcp: 'none' } as const;
    expect(planOf(geminiDriver, none, [http]).argv.join(' ')).not.toContain('shoal');
    expect(planOf(copilotDriver, none, [http]).argv.join(' ')).not.toContain('shoal');
    expect(opencodeRules(none, [http])).not.toHaveProperty(['permission', 'shoal_*']);
  });

  test('what cannot be taken is said', () => {
    const profile = { effort: 'high', mcp: 'only-shoal', command: ['x'] } as const;
    const said = [geminiDriver, opencodeDriver, copilotDriver, acpDriver].map(
      (driver) => planOf(driver, profile).untaken.length,
    );
    expect(said).toEqual([2, 2, 1, 1]);
    expect(planOf(copilotDriver, {}).untaken).toEqual([]);
  });
});
