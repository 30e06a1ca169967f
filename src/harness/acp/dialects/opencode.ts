import type { Permission } from '../../../domain/profile.ts';
import type { SessionSpec } from '../../driver.ts';
import { commandLine, wantedServers, type Dialect } from '../dialect.ts';
import { object, string } from '../json.ts';

type Answer = 'allow' | 'ask' | 'deny';

/** Tools that look and change nothing. */
const looking = ['read', 'glob', 'grep', 'list', 'lsp', 'skill', 'todoread', 'todowrite'];
const fetching = ['webfetch', 'websearch', 'codesearch'];
const guards = ['external_directory', 'doom_loop'];

const changing: Readonly<Record<Permission, { edit: Answer; bash: Answer; other: Answer }>> = {
  read: { edit: 'deny', bash: 'deny', other: 'ask' },
  write: { edit: 'allow', bash: 'ask', other: 'ask' },
  full: { edit: 'allow', bash: 'allow', other: 'allow' },
  auto: { edit: 'ask', bash: 'ask', other: 'ask' },
};

export const opencodeDialect: Dialect = {
  harness: 'opencode',
  capabilities: {
    streams: true,
    asksPermission: true,
    honoursDeny: true,
    steers: false,
    interrupts: true,
    resumes: true,
    forks: true,
    reportsUsage: true,
  },
  plan: (spec) => ({
    argv: commandLine(spec, 'opencode', ['acp']),
    env: { OPENCODE_CONFIG_CONTENT: JSON.stringify(config(spec)), OPENCODE_DISABLE_AUTOUPDATE: '1' },
    untaken: untaken(spec),
  }),
  modes: {},
  setsModel: false,
  setsEffort: true,
  takesMcp: () => true,
  // The first title of a call is the tool's name; later ones say what it does.
  toolName: (call) => (call['sessionUpdate'] === 'tool_call' ? string(call['title']) : null),
  command: (call) => string(object(call['rawInput'])['command']),
  // Its subagents work in sessions of their own.
  isSubagent: () => false,
  counts: 'last-request',
  remark: () => null,
};

/** Merged over the person's own configuration by OpenCode itself. */
function config({ profile, ...spec }: SessionSpec): object {
  return {
    ...(profile.model === null ? {} : { model: profile.model }),
    permission: permissionRules({ profile, ...spec }),
    // A refused call is told to the model, which goes on; else the turn would end there without a word.
    experimental: { continue_loop_on_deny: true },
  };
}

/** The last rule that fits a tool holds. Tools of MCP servers are named `SERVER_TOOL`. */
function permissionRules(spec: SessionSpec): Readonly<Record<string, Answer>> {
  const { edit, bash, other } = changing[spec.profile.permission];
  const all = (names: readonly string[], answer: Answer): readonly (readonly [string, Answer])[] =>
    names.map((name) => [name, answer] as const);
  return Object.fromEntries([
    ['*', spec.profile.mcp === 'with-own' ? other : 'deny'],
    ...all(looking, 'allow'),
    ...all([...fetching, ...guards], other),
    ['edit', edit],
    ['bash', bash],
    ['task', mayAsk(spec) ? 'deny' : 'allow'],
    ...wantedServers(spec).map(({ name }) => [`${name}_*`, 'allow'] as const),
  ]);
}

/** What a subagent asks for never comes over ACP: it would wait for ever. So none may begin where something is asked. */
function mayAsk({ profile }: SessionSpec): boolean {
  return profile.permission !== 'full';
}

function untaken(spec: SessionSpec): readonly string[] {
  return [
    ...(mayAsk(spec)
      ? ['OpenCode’s subagents are off: over ACP they cannot ask for permission and would wait for ever.']
      : []),
    ...(spec.profile.mcp === 'with-own'
      ? []
      : ['OpenCode still starts the other MCP servers of its configuration; their tools are denied to it.']),
  ];
}
