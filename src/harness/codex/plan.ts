import type { Effort, Permission } from '../../domain/profile.ts';
import type { McpServer, ProcessPlan, SessionSpec } from '../driver.ts';
import { fieldsAt, textAt, textsAt, type Fields } from './wire.ts';

export function planProcess(spec: SessionSpec): ProcessPlan {
  return {
    argv: [...(spec.profile.command ?? ['codex']), 'app-server'],
    env: Object.fromEntries(spec.mcpServers.flatMap(headerVariables)),
    untaken: [],
  };
}

/**
 * What `thread/start`, `thread/resume` and `thread/fork` take alike. `config`: the person's own, as `config/read` shows it.
 * It goes over the pipe, so that nothing of it is seen in the list of processes.
 */
export function threadParams(spec: SessionSpec, config: Fields): object {
  const { profile } = spec;
  const own = textAt(config, 'developer_instructions');
  const instructions = [own, spec.briefing, profile.prompt].filter((part) => part !== null && part !== '');
  return {
    cwd: spec.directory,
    ...permissionParams[profile.permission],
    // A person's own setting may have a model decide instead of them: then no request would reach the inbox.
    approvalsReviewer: 'user',
    config: {
      ...configOverrides(spec, Object.keys(fieldsAt(config, 'mcp_servers'))),
      'sandbox_workspace_write.writable_roots': [
        ...textsAt(fieldsAt(config, 'sandbox_workspace_write'), 'writable_roots'),
        ...(spec.writableRoots ?? []),
      ],
    },
    ...(profile.model !== null && { model: profile.model }),
    ...(instructions.length > 0 && { developerInstructions: instructions.join('\n\n') }),
  };
}

/** `read` refuses what it may not do, `write` asks for what its sandbox forbids, `auto` asks before every command and edit. */
const permissionParams: Record<Permission, { readonly sandbox: string; readonly approvalPolicy: string }> = {
  read: { sandbox: 'read-only', approvalPolicy: 'never' },
  write: { sandbox: 'workspace-write', approvalPolicy: 'on-request' },
  full: { sandbox: 'danger-full-access', approvalPolicy: 'never' },
  auto: { sandbox: 'workspace-write', approvalPolicy: 'untrusted' },
};

/** Only some models take more than `xhigh`. */
const efforts: Record<Effort, string> = { low: 'low', medium: 'medium', high: 'high', max: 'xhigh' };

function configOverrides(spec: SessionSpec, configured: readonly string[]): object {
  const { effort, mcp, permission } = spec.profile;
  const isOurs = new Set(spec.mcpServers.map(({ name }) => name));
  const others = configured.filter((name) => !isOurs.has(name));
  // Overrides are merged into the person's own table, so the others are still there: each is turned off by name.
  const off = mcp === 'with-own' ? [] : others.map((name) => [name, { enabled: false }] as const);
  // With approvals off Codex fails the calls of tools that nobody has approved.
  const isUnasked = mcp === 'with-own' && permission === 'full';
  const unasked = isUnasked ? others.map((name) => [name, approved] as const) : [];
  const ours =
    mcp === 'none' ? [] : spec.mcpServers.map((server) => [server.name, toConfig(server)] as const);
  return {
    mcp_servers: Object.fromEntries([...off, ...unasked, ...ours]),
    // The agent's token must reach its shell calls, and `shoal` be on their PATH, which a login shell sets anew.
    'shell_environment_policy.inherit': 'all',
    'shell_environment_policy.ignore_default_excludes': true,
    allow_login_shell: false,
    ...(mcp !== 'with-own' && { 'features.apps': false, 'features.plugins': false }),
    ...(effort !== null && { model_reasoning_effort: efforts[effort] }),
  };
}

const approved = { default_tools_approval_mode: 'approve' };

function toConfig(server: McpServer): object {
  if (server.type === 'stdio') {
    const { command, args, env } = server;
    return { command, args, env, ...approved };
  }
  const headers = Object.keys(server.headers).map((header) => [header, variableOf(server.name, header)]);
  return { url: server.url, env_http_headers: Object.fromEntries(headers), ...approved };
}

function headerVariables(server: McpServer): readonly (readonly [string, string])[] {
  if (server.type === 'stdio') return [];
  return Object.entries(server.headers).map(([header, value]) => [variableOf(server.name, header), value]);
}

/** The environment variable that holds a header's value: `SHOAL_MCP_SHOAL_AUTHORIZATION`. */
function variableOf(server: string, header: string): string {
  return `SHOAL_MCP_${server}_${header}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}
