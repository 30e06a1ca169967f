import type { Permission } from '../../domain/profile.ts';
import type { McpServer, ProcessPlan, SessionSpec } from '../driver.ts';
import type { Json } from './wire.ts';

/**
 * How Claude Code is started. The briefing and the role prompt are not here but in the handshake, and what may be
 * secret of an MCP server is in the environment: the command line can be read by every user of the machine.
 */
export function planClaude(spec: SessionSpec): ProcessPlan {
  const { profile } = spec;
  const servers = profile.mcp === 'none' ? { config: null, env: {} } : mcpConfig(spec.mcpServers);
  const argv = [
    ...(profile.command ?? ['claude']),
    ...streaming,
    '--permission-mode',
    modes[profile.permission],
    ...option('--model', profile.model),
    ...option('--effort', profile.effort),
    ...session(spec),
    ...option('--mcp-config', servers.config),
    ...(profile.mcp === 'with-own' ? [] : ['--strict-mcp-config']),
    // Shoal's own tools are guarded by Shoal.
    ...(servers.config === null ? [] : spec.mcpServers.map(({ name }) => `--allowedTools=mcp__${name}`)),
  ];
  return { argv, env: { ...servers.env, ...sandbox(spec) }, untaken: [] };
}

const streaming = [
  '-p',
  '--input-format',
  'stream-json',
  '--output-format',
  'stream-json',
  '--verbose',
  '--replay-user-messages',
  '--include-partial-messages',
  '--forward-subagent-text',
  '--permission-prompt-tool',
  'stdio',
];

/** `default` is the asking mode: newer versions list it as `manual`, and take both. */
const modes: Readonly<Record<Permission, string>> = {
  read: 'plan',
  write: 'acceptEdits',
  full: 'bypassPermissions',
  auto: 'default',
};

function session({ resume, fork, sessionId }: SessionSpec): string[] {
  if (resume === null) return ['--session-id', sessionId];
  return fork ? ['--resume', resume, '--fork-session', '--session-id', sessionId] : ['--resume', resume];
}

/** As root the program refuses to bypass permissions unless it is told that it is contained: the profile must say so. */
function sandbox({ profile }: SessionSpec): Record<string, string> {
  const isTold = profile.permission === 'full' && profile.env.includes('IS_SANDBOX');
  return isTold ? { IS_SANDBOX: '1' } : {};
}

interface McpConfig {
  readonly config: string | null;
  readonly env: Record<string, string>;
}

/** The program fills in `${NAME}` from its environment. */
function mcpConfig(servers: readonly McpServer[]): McpConfig {
  if (servers.length === 0) return { config: null, env: {} };
  const env: Record<string, string> = {};
  const hide = (value: string): string => {
    const name = `SHOAL_MCP_${Object.keys(env).length + 1}`;
    env[name] = value;
    return `\${${name}}`;
  };
  const mcpServers = Object.fromEntries(servers.map((server) => [server.name, entry(server, hide)]));
  return { config: JSON.stringify({ mcpServers }), env };
}

function entry(server: McpServer, hide: (value: string) => string): Json {
  if (server.type === 'http')
    return { type: 'http', url: hide(server.url), headers: mapValues(server.headers, hide) };
  const { command, args, env } = server;
  return { type: 'stdio', command: hide(command), args: args.map(hide), env: mapValues(env, hide) };
}

function mapValues(values: Readonly<Record<string, string>>, map: (value: string) => string): Json {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

function option(flag: string, value: string | null): string[] {
  return value === null ? [] : [flag, value];
}
