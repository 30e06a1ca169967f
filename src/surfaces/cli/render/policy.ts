import type * as contracts from '../../../operations/contracts/policy.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { columns, lines, literal, paint, plural, type Style } from './style.ts';

type Replay = OutputOf<typeof contracts.policyTest>;

export function renderTest(replay: Replay, style: Style): string {
  const { file, rules, problems, replayed, differ, against, requests } = replay;
  const summary = [
    `${plural(replayed, 'permission')} replayed`,
    `${differ} would be decided otherwise`,
    `${against} against what somebody decided`,
  ];
  return lines(
    `${literal(file)}: ${rules === 1 ? '1 policy' : `${rules} policies`}`,
    ...problems.map((problem) => paint(style, 'failed', literal(problem))),
    requests.length === 0
      ? undefined
      : columns(
          style,
          requests.map((request) => cells(request, style)),
          { flexible: 2 },
        ),
    summary.join(', '),
  );
}

function cells(request: Replay['requests'][number], style: Style): readonly string[] {
  const { id, agentName, profile, title, was, outcome, decidedByName, would, rule, differs, against } =
    request;
  const then = was === 'ask' ? `asked: ${outcome ?? 'nothing came of it'}${by(decidedByName)}` : was;
  const now = `${would}${rule === null ? ' (no policy matches)' : ` (policy ${rule})`}`;
  const mark = against ? 'against the decision' : differs ? 'differs' : '';
  return [
    id,
    literal(profile === null ? agentName : `${agentName} (${profile})`),
    literal(title),
    then,
    `→ ${now}`,
    paint(style, against ? 'failed' : 'needsYou', mark),
  ];
}

function by(name: string | null): string {
  return name === null ? '' : ` by ${literal(name)}`;
}
