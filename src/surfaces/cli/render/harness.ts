import type * as contracts from '../../../operations/contracts/harness.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { ago, columns, lines, literal, literalBlock, nextStep, paint, type Style } from './style.ts';

type Answer = OutputOf<typeof contracts.harnessSetup>;

export function renderSetup({ written, files, harnesses }: Answer, style: Style): string {
  const checks = harnesses.map((one) => harnessLine(one, style));
  if (files.length === 0)
    return lines(...(checks.length === 0 ? ['Nothing to change: the files are as they should be.'] : checks));
  if (!written)
    return lines(...files.map(({ diff }) => diffText(diff, style)), nextStep(style, 'shoal setup -y'));
  const changes = columns(
    style,
    files.map(({ path, change }) => [change === 'delete' ? 'removed' : `${change}d`, literal(path)]),
  );
  return lines(
    changes,
    ...checks,
    nextStep(style, harnesses.length === 0 ? 'shoal status' : 'shoal setup --check'),
  );
}

const capabilities = [
  ['streams', 'streams'],
  ['asksPermission', 'asks permission'],
  ['honoursDeny', 'honours a deny'],
  ['steers', 'steers'],
  ['interrupts', 'interrupts'],
  ['resumes', 'resumes'],
  ['forks', 'forks'],
  ['reportsUsage', 'reports usage'],
] as const;

/** A column for each harness: its head says whose it is, so it stands in a pipe too. */
export function renderProbe({ harnesses }: OutputOf<typeof contracts.harnessProbe>, style: Style): string {
  if (harnesses.length === 0) return 'No harness is on PATH: there is nothing to probe.';
  const table = columns(style, [
    ['', ...harnesses.map(({ name }) => paint(style, 'strong', literal(name)))],
    ['version', ...harnesses.map(({ version }) => literal(version ?? 'unknown'))],
    ...capabilities.map(([field, label]) => [label, ...harnesses.map((one) => triedWord(style, one[field]))]),
  ]);
  const whys = harnesses.flatMap(({ name, shortfalls }) =>
    shortfalls.map(({ capability, why }) => [literal(name), labelOf(capability), literal(why)]),
  );
  return lines(
    table,
    whys.length === 0 ? undefined : `\n${columns(style, whys, { flexible: 2 })}`,
    nextStep(style, 'shoal doctor'),
  );
}

type Matrix = OutputOf<typeof contracts.harnessMatrix>;

export function renderMatrix({ harnesses }: Matrix, style: Style): string {
  const measured = harnesses.filter(({ probedAt }) => probedAt !== null);
  const never = harnesses.filter(({ found, probedAt }) => found && probedAt === null);
  return lines(
    measured.length === 0
      ? 'Nothing was measured yet.'
      : columns(style, [
          ['', ...measured.map(({ name }) => paint(style, 'strong', literal(name)))],
          ['version', ...measured.map(({ version }) => literal(version ?? 'unknown'))],
          ['measured', ...measured.map(({ probedAt }) => ago(style, probedAt))],
          ...capabilities.map(([field, label]) => [
            label,
            ...measured.map((one) => triedWord(style, one[field])),
          ]),
        ]),
    never.length === 0 ? undefined : `Never measured: ${never.map(({ name }) => name).join(', ')}`,
    nextStep(style, 'shoal doctor --probe'),
  );
}

export function labelOf(capability: string): string {
  return capabilities.find(([field]) => field === capability)?.[1] ?? literal(capability);
}

function triedWord(style: Style, ok: boolean | null): string {
  if (ok === null) return paint(style, 'quiet', 'not tried');
  return ok ? paint(style, 'done', 'yes') : paint(style, 'failed', 'no');
}

function harnessLine(
  { name, found, version, hooksActive, detail }: Answer['harnesses'][number],
  style: Style,
): string {
  const word = hooksActive === null ? 'unknown' : hooksActive ? 'active' : 'inactive';
  const tone = hooksActive === null ? 'unknown' : hooksActive ? 'done' : 'failed';
  const which = found ? (version ?? 'version unknown') : 'not on PATH';
  const head = `${name.padEnd(8)}  hooks ${paint(style, tone, word)}  (${literal(which)})`;
  return lines(head, detail === null ? undefined : `  ${literal(detail)}`);
}

function diffText(diff: string, style: Style): string {
  return literalBlock(diff, '')
    .split('\n')
    .map((line) =>
      paint(style, line.startsWith('+') ? 'done' : line.startsWith('-') ? 'failed' : 'quiet', line),
    )
    .join('\n');
}
