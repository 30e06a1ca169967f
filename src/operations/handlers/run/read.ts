import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { RunState } from '../../../domain/pipeline/run.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { stepsOf, inputOf } from './board.ts';
import { contextOfRun } from './files.ts';
import { findRun } from './find.ts';
import { type RunObject, toChunk, toRun, toSteps } from './present.ts';

const listedMax = 50;

type Input = InputOf<typeof contracts.runList>;

export const list: Handler<Input, RunObject[]> = ({ store }, input) =>
  store.read((view) => runsIn(view, input).map((run) => toRun(view, run)));

/** Words of aqm stand for what is the same here. */
function runsIn(
  view: View,
  { state: wanted, pipeline, before, limit = listedMax }: Input,
): readonly ByKind<'run'>[] {
  const after = before === undefined ? {} : { after: findRun(view, before).id };
  const latest = (state?: RunState, max = limit) => {
    const where = {
      ...(state === undefined ? {} : { state }),
      ...(pipeline === undefined ? {} : { pipeline }),
    };
    return view.list('run', { where, newestFirst: true, limit: max, ...after });
  };
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
  { id, chars },
) =>
  store.read((view) => {
    const run = findRun(view, id);
    const steps = stepsOf(view, run.id);
    const input = inputOf({ tx: view }, run);
    const last = steps.findLast(({ stage }) => stage !== null);
    const result = last === undefined ? null : (view.get('stepText', last.id)?.output ?? null);
    return {
      ...toRun(view, run),
      input: input.slice(0, chars),
      inputChars: input.length,
      params: Object.entries(run.params).map(([name, value]) => ({ name, value })),
      steps: [...toSteps(view, steps)],
      chunks: run.chunks.map(toChunk),
      consensus: run.consensus,
      result: result?.slice(0, chars) ?? null,
      resultChars: result?.length ?? 0,
    };
  });
