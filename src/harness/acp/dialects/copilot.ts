import type { Effort, Permission } from '../../../domain/profile.ts';
import type { McpServer, SessionSpec } from '../../driver.ts';
import { commandLine, wantedServers, type Dialect, type Remark } from '../dialect.ts';
import { object, string } from '../json.ts';

const permissionFlags: Readonly<Record<Permission, readonly string[]>> = {
  read: ['--deny-tool=write', '--deny-tool=shell'],
  write: ['--allow-tool=write'],
  full: ['--allow-all'],
  auto: [],
};

const effortFlags: Readonly<Record<Effort, string>> = {
  low: 'low',
  medium: 'medium',
  high: 'high',
  max: 'max',
};

/** All that any of its models is given; with an MCP server's name go all tools of that server. */
const builtinTools: readonly string[] = [
  'bash',
  'read_bash',
  'write_bash',
  'stop_bash',
  'list_bash',
  'powershell',
  'view',
  'create',
  'edit',
  'apply_patch',
  'grep',
  'glob',
  'rg',
  'task',
  'read_agent',
  'list_agents',
  'write_agent',
  'skill',
  'sql',
  'update_todo',
  'report_intent',
  'ask_user',
  'exit_plan_mode',
  'web_fetch',
  'web_search',
];

export const copilotDialect: Dialect = {
  harness: 'copilot',
  capabilities: {
    streams: true,
    asksPermission: true,
    honoursDeny: true,
    steers: false,
    interrupts: true,
    resumes: true,
    forks: false,
    reportsUsage: true,
  },
  plan: (spec) => ({
    argv: commandLine(spec, 'copilot', ['--acp', '--no-auto-update', ...flags(spec)]),
    env: Object.assign({}, ...localServers(spec).map(({ env }) => env)) as Record<string, string>, // of strings, all
    untaken:
      spec.profile.mcp === 'with-own'
        ? []
        : [
            'Copilot CLI still starts the other MCP servers of its configuration; their tools are kept from it.',
          ],
  }),
  modes: {},
  setsModel: false,
  setsEffort: false,
  // A stdio server given with the session is accepted and never started; these go by the command line.
  takesMcp: (server) => server.type === 'http',
  toolName: (call) => nameFromInput(call),
  command: (call) => string(object(call['rawInput'])['command']),
  // It tells what a subagent does in the same session.
  isSubagent: (call) => 'agent_type' in object(call['rawInput']),
  counts: 'process',
  remark: readRemark,
};

function flags(spec: SessionSpec): readonly string[] {
  const { model, effort, permission, mcp } = spec.profile;
  const locals = localServers(spec);
  const allowed = [...builtinTools, ...wantedServers(spec).map(({ name }) => name)];
  return [
    ...(model === null ? [] : ['--model', model]),
    ...(effort === null ? [] : ['--reasoning-effort', effortFlags[effort]]),
    ...permissionFlags[permission],
    // Shoal's own tools are guarded by Shoal.
    ...wantedServers(spec).map(({ name }) => `--allow-tool=${name}`),
    ...(mcp === 'with-own' ? [] : ['--disable-builtin-mcps', `--available-tools=${allowed.join(',')}`]),
    ...(locals.length === 0 ? [] : ['--additional-mcp-config', JSON.stringify(mcpConfig(locals))]),
  ];
}

type LocalServer = Extract<McpServer, { type: 'stdio' }>;

function localServers(spec: SessionSpec): readonly LocalServer[] {
  return wantedServers(spec).filter((server) => server.type === 'stdio');
}

/** Without their variables, which may be secrets: a server inherits those of the program. */
function mcpConfig(servers: readonly LocalServer[]): object {
  const entries = servers.map(({ name, command, args }) => [
    name,
    { type: 'local', command, args, tools: ['*'] },
  ]);
  return { mcpServers: Object.fromEntries(entries) as object };
}

/** Copilot titles a call and does not name its tool; that of an MCP server is its title, `SERVER-TOOL`. */
function nameFromInput(call: Readonly<Record<string, unknown>>): string | null {
  if (call['sessionUpdate'] !== 'tool_call') return null;
  const input = object(call['rawInput']);
  if ('command' in input) return 'bash';
  if ('file_text' in input) return 'create';
  if ('old_str' in input) return 'edit';
  return call['kind'] === 'other' ? string(call['title']) : null;
}

/** Each comes whole, as one chunk; the model's words come in pieces that do not begin so. */
function readRemark(text: string): Remark | null {
  const [, word, rest] = /^(Info|Warning|Error): ([^]+)$/.exec(text) ?? [];
  if (word === undefined || rest === undefined) return null;
  const level = word === 'Info' ? 'info' : word === 'Warning' ? 'warning' : 'error';
  return { level, text: rest };
}
