import { ShoalError } from '../../../domain/errors.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { RunState } from '../../../domain/pipeline/run.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { stepsOf, inputOf } from './board.ts';
import { contextOfRun } from './files.ts';
import { findRun } from './find.ts';
import { type RunObject, toChunk, toRun, toStep } from './present.ts';

const listedMax = 50;

type Input = InputOf<typeof contracts.runList>;

export const list: Handler<Input, RunObject[]> = ({ store }, { state, limit = listedMax }) =>
  store.read((view) => runsIn(view, state, limit).map((run) => toRun(view, run)));

/** Words of aqm stand for what is the same here. */
function runsIn(view: View, wanted: Input['state'], limit: number): readonly ByKind<'run'>[] {
  const latest = (state?: RunState, max = limit) =>
    view.list('run', { ...(state === undefined ? {} : { where: { state } }), newestFirst: true, limit: max });
  switch (wanted) {
    case 'pending':
      return latest('queued');
    case 'in_progress':
    case 'approved':
      return latest('running');
    case 'awaiting_gate':
      return latest('waiting', waitingMax)
        .filter((run) => asks(view, run, 'approval'))
        .slice(0, limit);
    case 'awaiting_human_input':
      return latest('waiting', waitingMax)
        .filter((run) => asks(view, run, 'question'))
        .slice(0, limit);
    case 'stalled':
      return [];
    default:
      return latest(wanted);
  }
}

const waitingMax = 10_000;

function asks(view: View, { id: run }: ByKind<'run'>, kind: 'approval' | 'question'): boolean {
  return view
    .list('step', { where: { run } })
    .some(
      ({ state, request }) =>
        state === 'open' && request !== null && view.get('request', request)?.kind === kind,
    );
}

export const context: Handler<InputOf<typeof contracts.runContext>, OutputOf<typeof contracts.runContext>> = (
  { store, place },
  { id },
) =>
  store.read((view) => {
    const run = findRun(view, id);
    const file = `${place.stateDir}/runs/${run.id}/context.md`;
    return { id: run.id, file, text: contextOfRun(view, stepsOf(view, run.id)) };
  });

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
      input: inputOf({ tx: view }, run),
      params: Object.entries(run.params).map(([name, value]) => ({ name, value })),
      steps: steps.map((step) => toStep(view, step)),
      chunks: run.chunks.map(toChunk),
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
      throw new ShoalError('NOT_FOUND', `There is no step ${id}.`, {
        hint: 'See `shoal show r12` for those of a run.',
      });
    return { ...toStep(view, found), run: found.run, input: text?.input ?? '', output: text?.output ?? null };
  });
