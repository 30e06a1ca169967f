import { ShoalError } from '../../../domain/errors.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { stepsOf } from './board.ts';
import { findRun } from './find.ts';
import { type RunObject, toRun, toStep } from './present.ts';

const listedMax = 50;

export const list: Handler<InputOf<typeof contracts.runList>, RunObject[]> = ({ store }, { state, limit }) =>
  store.read((view) =>
    view
      .list('run', { ...(state === undefined ? {} : { where: { state } }), newestFirst: true, limit: limit ?? listedMax })
      .map((run) => toRun(view, run)),
  );

export const show: Handler<InputOf<typeof contracts.runShow>, OutputOf<typeof contracts.runShow>> = (
  { store },
  { id },
) =>
  store.read((view) => {
    const run = findRun(view, id);
    const steps = stepsOf(view, run.id);
    const last = steps.findLast(({ stage }) => stage !== null);
    return {
      ...toRun(view, run),
      input: run.input,
      params: Object.entries(run.params).map(([name, value]) => ({ name, value })),
      steps: steps.map((step) => toStep(view, step)),
      chunks: run.chunks.map(({ createdAt: _, updatedAt: __, ...chunk }) => chunk),
      consensus: run.consensus,
      result: last === undefined ? null : (view.get('stepText', last.id)?.output ?? null),
    };
  });

export const step: Handler<InputOf<typeof contracts.runStep>, OutputOf<typeof contracts.runStep>> = (
  { store },
  { id },
) =>
  store.read((view) => {
    const found = view.get('step', id.toLowerCase());
    const text = view.get('stepText', found?.id ?? '');
    if (found === undefined)
      throw new ShoalError('NOT_FOUND', `There is no step ${id}.`, { hint: 'See `shoal show r12` for those of a run.' });
    return { ...toStep(view, found), run: found.run, input: text?.input ?? '', output: text?.output ?? null };
  });
