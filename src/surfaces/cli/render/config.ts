import type * as contracts from '../../../operations/contracts/config.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { columns, lines, literal, literalBlock, nextStep, paint, type Style } from './style.ts';

type Config = OutputOf<typeof contracts.configShow>;
type Profile = Config['profiles'][number];

export function renderShow(config: Config, style: Style): string {
  return lines(
    paint(
      style,
      'quiet',
      config.exists ? literal(config.file) : `${literal(config.file)} (not there: defaults)`,
    ),
    problems(config.problems, style),
    'Profiles',
    renderProfileList(config.profiles, style),
    config.queues.length === 0 ? undefined : lines('Queues', renderQueueList(config.queues, style)),
    config.policies.length === 0 ? undefined : lines('Policies', renderPolicyList(config.policies, style)),
    config.budgets.length === 0
      ? undefined
      : lines(
          'Budgets, a day',
          ...config.budgets.map(
            ({ of, name, usdPerDay }) => `  ${of}${name === null ? '' : ` ${literal(name)}`}  $${usdPerDay}`,
          ),
        ),
    `Serves on ${literal(config.host)}:${config.port}, logs ${config.logLevel}`,
    nextStep(style, 'shoal config explain KEY'),
  );
}

export function renderSet(config: Config, style: Style): string {
  return renderShow(config, style);
}

export function renderUnset(config: Config, style: Style): string {
  return renderShow(config, style);
}

export function renderDefaultProfile({ defaultProfile }: Config): string {
  return `The default profile is ${literal(defaultProfile ?? 'none')}.`;
}

function problems(found: readonly string[], style: Style): string | undefined {
  if (found.length === 0) return undefined;
  const heading = paint(style, 'failed', 'Not in force: the last good one is. What is wrong:');
  return lines(heading, ...found.map((one) => `  ${literal(one)}`));
}

export function renderExplain(
  { key, value, from, where, doc, running }: OutputOf<typeof contracts.configExplain>,
  _style: Style,
): string {
  const origin =
    where === null ? 'by default' : `from ${from === 'environment' ? 'the variable ' : ''}${literal(where)}`;
  return lines(
    `${literal(key)} = ${literal(JSON.stringify(value))}  ${origin}`,
    doc === '' ? undefined : literalBlock(doc),
    running === null ? undefined : `The running daemon serves at ${literal(running)}.`,
  );
}

export function renderCheck(
  { file, ok, problems: found }: OutputOf<typeof contracts.configCheck>,
  style: Style,
): string {
  return ok ? `${literal(file)} is sound.` : lines(problems(found, style));
}

type Limit = OutputOf<typeof contracts.configLimit>;

export function renderLimits(limits: readonly Limit[], style: Style): string {
  return columns(
    style,
    limits.map((one) => [
      one.name,
      String(one.value),
      one.from === 'file' ? `default ${one.default}` : '',
      one.doc,
    ]),
    { heading: ['limit', 'value', '', 'what'], flexible: 3 },
  );
}

export function renderLimit({ name, value, from, default: usual }: Limit): string {
  return `${name} = ${String(value)}  ${from === 'default' ? 'by default' : `instead of ${String(usual)}`}`;
}

export function renderSchema(schema: unknown): string {
  return JSON.stringify(schema, null, 2);
}

export function renderProfileList(profiles: readonly Profile[], style: Style): string {
  return columns(
    style,
    profiles.map((one) => [
      literal(one.name),
      one.command === null ? one.harness : `${one.harness}: ${literal(one.command.join(' '))}`,
      one.permission,
      literal(one.model ?? '-'),
      one.mcp,
      notes(one),
    ]),
    { heading: ['name', 'harness', 'permission', 'model', 'mcp', ''] },
  );
}

function notes({ from, isDefault, role, worktree }: Profile): string {
  const words = [
    ...(isDefault ? ['default'] : []),
    ...(from === 'built-in' ? ['built in'] : []),
    ...(role === null ? [] : [`@${literal(role)}`]),
    ...(worktree ? ['worktree'] : []),
  ];
  return words.join(', ');
}

export function renderProfileAdd(profile: Profile, style: Style): string {
  return lines(renderProfileList([profile], style), nextStep(style, `shoal start ${profile.name}`));
}

export function renderProfileRemove({ removed }: { readonly removed: string }): string {
  return `Removed ${literal(removed)}.`;
}

export function renderQueueRemove({ removed }: { readonly removed: string }): string {
  return `Removed the queue ${literal(removed)}; its tasks stay.`;
}

export function renderQueueList(queues: Config['queues'], style: Style): string {
  if (queues.length === 0) return 'No queue is configured: agents claim from all of them.';
  return columns(
    style,
    queues.map(({ name, profile, maxParallel, maxAttempts, open }) => [
      literal(name),
      profile === null ? 'claimed from' : literal(profile),
      String(maxParallel),
      maxAttempts === null ? '-' : String(maxAttempts),
      open ? 'open to all' : '',
    ]),
    { heading: ['name', 'profile', 'at once', 'attempts', ''] },
  );
}

export function renderQueueAdd(queue: Config['queues'][number], style: Style): string {
  return lines(renderQueueList([queue], style), nextStep(style, `shoal enqueue ${queue.name} "…"`));
}

export function renderPolicyList(policies: Config['policies'], style: Style): string {
  if (policies.length === 0) return 'There is no policy: every request is asked for.';
  return columns(
    style,
    policies.map(({ number, decision, tool, path, command, profile, reason, task }) => [
      String(number),
      decision,
      [
        ...(tool === null ? [] : [`tool ${literal(tool)}`]),
        ...(path === null ? [] : [`path ${literal(path)}`]),
        ...(command === null ? [] : [`command ${literal(command)}`]),
        ...(profile === null ? [] : [`profile ${literal(profile)}`]),
        ...(task === null ? [] : [`task ${task} until it is closed`]),
      ].join(', ') || 'anything',
      literal(reason ?? ''),
    ]),
  );
}

export function renderPolicyAdd(policies: Config['policies'], style: Style): string {
  return renderPolicyList(policies, style);
}

export function renderPolicyRemove(policies: Config['policies'], style: Style): string {
  return renderPolicyList(policies, style);
}
