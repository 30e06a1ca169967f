import { literal, paint, type Style } from '../../render/style.ts';
import type { DemoRun, DemoStep } from './act.ts';

interface Check {
  readonly name: string;
  readonly check: (run: DemoRun) => readonly string[];
}

/** What is looked at once the second act is over. */
export const pipelineChecks: readonly Check[] = [
  {
    name: 'the pipeline ran to its end, each step once',
    check: ({ state, why, steps }) => [
      ...(state === 'completed' ? [] : [`it ${state}: ${why ?? 'no reason'}`]),
      ...steps.filter((step) => step.state !== 'done').map(({ node, state: now }) => `${node} is ${now}`),
      ...(steps.length === expectedSteps ? [] : [`${steps.length} steps, and not ${expectedSteps}`]),
    ],
  },
  {
    name: 'its gate rejected once, the reason went back, and then it approved',
    check: ({ steps }) =>
      same(
        steps.filter(({ kind }) => kind === 'gate').map(({ decision, reason }) => `${decision}: ${reason}`),
        ['rejected: there is no test', 'approved: it has a test'],
      ),
  },
  {
    name: 'the discussion ended when both agreed, and not when one spoke of voting',
    check: ({ steps }) =>
      same(
        steps
          .filter(({ kind }) => kind === 'turn')
          .map(({ round, agrees }) => `round ${round}: ${agrees === true}`),
        ['round 1: false', 'round 1: false', 'round 2: true', 'round 2: true'],
      ),
  },
  {
    name: 'three branches ran at the same time, and met',
    check: ({ steps, result }) => {
      const branches = steps.filter(({ node }) => ['docs', 'port', 'pump'].includes(node));
      const lastStart =
        branches
          .map(({ startedAt }) => startedAt ?? '')
          .toSorted()
          .at(-1) ?? '';
      const firstEnd = branches.map(({ endedAt }) => endedAt ?? '').toSorted()[0] ?? '';
      return [
        ...(lastStart < firstEnd ? [] : ['one had ended before another began']),
        ...same([result?.trim() ?? ''], ['Released with docs, port, pump.'], sortedWords),
      ];
    },
  },
];

const expectedSteps = 14;

function same(
  got: readonly string[],
  wanted: readonly string[],
  as: (text: string) => string = (text) => text,
): readonly string[] {
  const [one, other] = [got, wanted].map((texts) => texts.map(as).join('; '));
  return one === other ? [] : [`${got.join('; ')}, and not ${wanted.join('; ')}`];
}

/** Branches come in any order. */
function sortedWords(text: string): string {
  return text.match(/\w+/g)?.toSorted().join(' ') ?? '';
}

/** One line of what happens; null for what is not worth one. */
export function stepStory(
  { node, kind, state, decision, reason, brief, round, agrees }: DemoStep,
  style: Style,
): string | null {
  if (state !== 'done') return null;
  const who = node.padEnd(8);
  const text = literal(brief ?? '');
  if (kind === 'gate')
    return `${who} ${paint(style, decision === 'approved' ? 'done' : 'failed', decision ?? '')}: ${literal(reason ?? '')}`;
  if (kind === 'turn') return `${who} round ${round}: ${text}${agrees === true ? ' ✓' : ''}`;
  return decision === null && kind === 'stage' ? `${who} ${text}` : null;
}
