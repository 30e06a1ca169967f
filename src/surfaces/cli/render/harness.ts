import type * as contracts from '../../../operations/contracts/harness.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { columns, lines, literal, literalBlock, nextStep, paint, type Style } from './style.ts';

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
