import type { ByKind, View } from '../../../store/port.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { sum } from '../usage/total.ts';
import { stepsOf } from './board.ts';
import { turnsOfRun } from './cost.ts';
import { findRun } from './find.ts';
import { charsPerToken, toSteps } from './present.ts';

type Output = OutputOf<typeof contracts.runTokens>;
type Row = Output['steps'][number];

export const tokens: Handler<InputOf<typeof contracts.runTokens>, Output> = ({ store }, { id }) =>
  store.read((view) => {
    const run = findRun(view, id);
    const pipeline = view.get('plan', run.plan)?.pipeline;
    const all = stepsOf(view, run.id);
    const steps = toSteps(view, all).flatMap((shown, index) => {
      const step = all[index];
      return step === undefined || step.task === null || step.kind === 'session'
        ? []
        : [toRow(view, step, shown)];
    });
    const { costUsd, costIs } = sum(pipeline === undefined ? [] : turnsOfRun(view, run, pipeline));
    const total = (of: (row: Row) => number): number => steps.reduce((all, row) => all + of(row), 0);
    return {
      id: run.id,
      pipeline: run.pipeline,
      steps,
      total: {
        inputTokens: total(({ inputTokens }) => inputTokens),
        outputTokens: total(({ outputTokens }) => outputTokens),
        tokensAre: steps.every(({ tokensAre }) => tokensAre === 'exact') ? 'exact' : 'estimated',
        contextTokens: total(({ contextTokens }) => contextTokens),
        savedTokens: total(({ savedTokens }) => savedTokens),
        costUsd,
        costIs,
        costUsdMax: pipeline?.limits.costUsd ?? null,
      },
    };
  });

/** What its harness counted; where it does not, a guess from the length of what went in and came out. */
function toRow(view: View, step: ByKind<'step'>, shown: ReturnType<typeof toSteps>[number]): Row {
  const { id, n, node, kind, stage, round, contextTokens, savedTokens, inputTokens, outputTokens, costUsd } =
    shown;
  const isExact = inputTokens !== null && outputTokens !== null;
  const turns = step.task === null ? [] : view.list('turn', { where: { task: step.task } });
  const costs = new Set(turns.map(({ costIs }) => costIs));
  return {
    id,
    n,
    node,
    kind,
    stage,
    round,
    contextTokens,
    savedTokens,
    costUsd,
    inputTokens: inputTokens ?? estimate(view.get('task', step.task ?? '')?.description?.length ?? 0),
    outputTokens: outputTokens ?? estimate(step.chars),
    tokensAre: isExact ? 'exact' : 'estimated',
    costIs: costUsd === null ? 'unknown' : costs.has('estimated') ? 'estimated' : 'exact',
  };
}

function estimate(chars: number): number {
  return Math.ceil(chars / charsPerToken);
}
