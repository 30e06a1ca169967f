// Makes docs/reference/permissions.md: what each permission becomes, asked of the drivers themselves.
import {
  newProfile,
  type HarnessKind,
  harnessKinds,
  type Permission,
  permissions,
} from '../src/domain/profile.ts';
import { otherDialect } from '../src/harness/acp/dialects/other.ts';
import { threadParams } from '../src/harness/codex/plan.ts';
import type { SessionSpec } from '../src/harness/driver.ts';
import { driverFor } from '../src/harness/drivers.ts';

const meanings: Readonly<Record<Permission, string>> = {
  read: 'look only: no edit and no command that changes anything',
  write: 'change files of the project; what goes beyond is asked for',
  full: 'anything, unasked',
  auto: 'ask for what matters: edits and commands come to the inbox, or are decided by the policies',
};

export default function generate(): Record<string, string> {
  const rows = harnessKinds.map((harness) => [
    `\`${harness}\``,
    ...permissions.map((one) => becomes(harness, one)),
  ]);
  return {
    'docs/reference/permissions.md': [
      '<!-- Made by build/permissions.gen.ts from the drivers: change those, then `npm run gen`. -->',
      '# Permissions',
      '',
      'What an agent may do unasked, as `permission:` of its profile in `shoal.yaml` says. Each harness has its own words for it;',
      'the drivers of `src/harness/` translate, and this table is made by asking them.',
      '',
      '| permission | means |',
      '|---|---|',
      ...permissions.map((one) => `| \`${one}\` | ${meanings[one]} |`),
      '',
      `| harness | ${permissions.map((one) => `\`${one}\``).join(' | ')} |`,
      `|---|${permissions.map(() => '---').join('|')}|`,
      ...rows.map((row) => `| ${row.join(' | ')} |`),
      '',
      'Whatever it says, a request that a harness makes is decided by the first of the `policies:` that matches, else by a person.',
      'In `claude` and over ACP (`gemini`, `opencode`, `copilot`, `acp`), `read` besides refuses every edit and command that is asked for.',
      'A session’s agent cannot start another, or give a queue work, with more permission than it has itself; a plain command counts as `full`.',
      '',
    ].join('\n'),
  };
}

const unsaid: Readonly<Record<Permission, string>> = {
  read: 'nothing is added',
  write: 'nothing is added',
  full: 'nothing is added: nothing holds it back',
  auto: 'nothing is added: it asks by itself',
};

/** What differs from the other permissions in how the program is started and told. */
function becomes(harness: HarnessKind, permission: Permission): string {
  const own = planned(harness, permission);
  const others = permissions.filter((one) => one !== permission).map((one) => planned(harness, one));
  const parts = own.filter((part) => !others.every((other) => other.includes(part)));
  const said = [...parts.map((part) => `\`${part}\``), ...untaken(harness, permission)];
  return (said.length === 0 ? unsaid[permission] : said.join('<br>')).replaceAll('|', '\\|');
}

function planned(harness: HarnessKind, permission: Permission): readonly string[] {
  const spec = specOf(harness, permission);
  const { argv, env } = driverFor(harness).plan(spec);
  return [
    ...joined(argv),
    ...Object.entries(env).flatMap(([name, value]) => settingsOf(name, value)),
    ...(harness === 'codex' ? threadSettings(spec) : []),
    ...(harness === 'acp'
      ? [`a mode called ${otherDialect.modes[permission]?.join(', ') ?? 'as it is'}`]
      : []),
  ];
}

/** A flag and its value are one thing. */
function joined(argv: readonly string[]): readonly string[] {
  return argv.flatMap((word, index) => {
    if (!word.startsWith('-')) return argv[index - 1]?.startsWith('-') === true ? [] : [word];
    const value = argv[index + 1];
    return value === undefined || value.startsWith('-') || word.includes('=') ? [word] : [`${word} ${value}`];
  });
}

function settingsOf(name: string, value: string): readonly string[] {
  if (!value.startsWith('{')) return [`${name}=${value}`];
  const { permission = {} } = JSON.parse(value) as { permission?: Readonly<Record<string, string>> }; // of OpenCode
  return Object.entries(permission).map(([tool, answer]) => `${tool}: ${answer}`);
}

function threadSettings(spec: SessionSpec): readonly string[] {
  const { sandbox, approvalPolicy } = threadParams(spec, {}) as Readonly<Record<string, string>>; // as Codex has it
  return [`sandbox: ${sandbox}`, `approvalPolicy: ${approvalPolicy}`];
}

function untaken(harness: HarnessKind, permission: Permission): readonly string[] {
  return driverFor(harness)
    .plan(specOf(harness, permission))
    .untaken.filter((text) => text.includes(`permission ${permission}`))
    .map((text) => text.replace(`permission ${permission}: `, ''));
}

function specOf(harness: HarnessKind, permission: Permission): SessionSpec {
  return {
    profile: newProfile({
      name: harness,
      harness,
      command: harness === 'acp' || harness === 'command' ? ['program'] : null,
      permission,
      toolset: 'default',
    }),
    directory: '/project',
    agentName: 'agent',
    briefing: '',
    resume: null,
    fork: false,
    sessionId: '00000000-0000-4000-8000-000000000000',
    mcpServers: [],
    capabilities: {},
  };
}
