import { lines, literal, literalBlock, paint, plural, type Style } from '../render/style.ts';
import type { History } from './history.ts';
import type { Landed } from './landed.ts';
import { laws } from './laws.ts';
import type { DemoRun } from './pipeline/act.ts';
import { pipelineChecks } from './pipeline/findings.ts';
import { scenes } from './scenes.ts';
import { drawTimeline, stretchesOf } from './timeline.ts';

export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
}

/** Every law, every scene and the work itself, judged by what is on record. */
export function judge(history: History, landed: Landed, run: DemoRun): readonly Finding[] {
  const judged = [...laws, ...scenes].map(({ name, check }) => finding(name, check(history)));
  return [
    ...judged,
    finding('everything is committed, and the project that came of it passes its tests', landed.problems),
    ...pipelineChecks.map(({ name, check }) => finding(name, check(run))),
  ];
}

function finding(name: string, problems: readonly string[]): Finding {
  return { name, ok: problems.length === 0, problems };
}

export function renderVerdict(
  history: History,
  landed: Landed,
  findings: readonly Finding[],
  style: Style,
): string {
  const broken = findings.filter(({ ok }) => !ok).length;
  const claims = stretchesOf(history).length;
  return lines(
    '',
    drawTimeline(history, style),
    '',
    literalBlock(landed.picture, '    '),
    '',
    ...findings.map((one) => renderFinding(one, style)),
    '',
    broken === 0
      ? `Every law held: ${plural(claims, 'claim')}, ${plural(landed.commits, 'commit')}, ${plural(landed.testsPassed, 'test')} passed, ${plural(history.events.length, 'event')} on record.`
      : paint(style, 'failed', `${broken} of ${findings.length} broken.`),
  );
}

function renderFinding({ name, ok, problems }: Finding, style: Style): string {
  const head = `${ok ? paint(style, 'done', '✓') : paint(style, 'failed', '✕')} ${name}`;
  return lines(head, ...problems.map((problem) => `    ${literal(problem)}`));
}
