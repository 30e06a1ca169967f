import type { Permission } from '../../../domain/profile.ts';
import type { SessionSpec } from '../../driver.ts';
import { commandLine, wantedServers, type Dialect } from '../dialect.ts';
import { string } from '../json.ts';

/** Not `plan`, which takes every MCP tool that can do something away, Shoal's too; what changes something is refused when asked. */
const approvalModes: Readonly<Record<Permission, string>> = {
  read: 'default',
  write: 'auto_edit',
  full: 'yolo',
  auto: 'default',
};

export const geminiDialect: Dialect = {
  harness: 'gemini',
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
    argv: commandLine(spec, 'gemini', ['--acp', ...flags(spec)]),
    env: {
      // Without this it starts itself again as a child, which outlives a kill of the process that we know.
      GEMINI_CLI_NO_RELAUNCH: 'true',
      // In a folder that is not trusted it takes neither a mode nor any MCP server, Shoal's too. For this run alone.
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
    },
    untaken: untaken(spec),
  }),
  // Should the flag not have been taken, the mode is asked for, and a refusal told.
  modes: { read: ['default'], write: ['autoEdit'], full: ['yolo'], auto: ['default'] },
  setsModel: false,
  setsEffort: false,
  takesMcp: () => true,
  // `run_shell_command__run_shell_command_1795273404271_0`
  toolName: (call) => /^(.+?)__/.exec(string(call['toolCallId']) ?? '')?.[1] ?? null,
  command: (call) => string(call['title']),
  isSubagent: () => false,
  counts: 'turn',
  remark: () => null,
};

function flags(spec: SessionSpec): readonly string[] {
  const { model, permission } = spec.profile;
  return [
    '--approval-mode',
    approvalModes[permission],
    ...(model === null ? [] : ['--model', model]),
    // Shoal's own tools are guarded by Shoal.
    ...wantedServers(spec).map(({ name }) => `--allowed-tools=mcp_${name}_*`),
    ...serverFlags(spec),
  ];
}

function serverFlags(spec: SessionSpec): readonly string[] {
  const { mcp } = spec.profile;
  if (mcp === 'with-own') return [];
  const names = wantedServers(spec).map(({ name }) => name);
  // An empty list allows all of them: a name that no server has allows none.
  const allowed = names.length === 0 ? ['none-is-allowed'] : names;
  return allowed.map((name) => `--allowed-mcp-server-names=${name}`);
}

function untaken({ profile: { effort, permission } }: SessionSpec): readonly string[] {
  return [
    ...(effort === null ? [] : [`Gemini CLI has no setting for effort: “${effort}” was left out.`]),
    ...(permission === 'full'
      ? []
      : ['Gemini CLI’s subagents are off: its own policy denies them where something is asked.']),
  ];
}
