import { ShoalError } from '../../../domain/errors.ts';
import type { ParamValues, Pipeline } from '../../../domain/pipeline/definition.ts';
import { isOver } from '../../../domain/pipeline/run.ts';
import { outputsText } from '../../../domain/pipeline/run-texts.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { command } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf } from '../../define.ts';
import { findPipeline, soundPipeline } from '../pipeline/find.ts';
import { boardOf, changeRun, stepsOf, inputOf } from './board.ts';
import { stagesOf } from './files.ts';
import { findRun } from './find.ts';
import { type RunObject, toRun } from './present.ts';
import { createRun } from './start-run.ts';
import { requireRuntimes } from './runtimes.ts';
import { requireNode, titleOf, toValues, worktreesOf } from './start.ts';
import { keep, keptSteps, missingNodes, requireStage } from './take-over.ts';

/** A new run of the same pipeline, told what the one before was asked for and did. */
export const fix: Handler<InputOf<typeof contracts.runFix>, RunObject> = async (context, input) => {
  const { id, text, agent, params = [] } = input;
  const parent = await context.store.read((view) => findRun(view, id));
  const { pipeline, values } = await pipelineOf(context, parent, {
    name: parent.pipeline,
    given: toValues(params),
  });
  await requireRuntimes(context, pipeline);
  const start = agent === undefined ? null : requireNode(pipeline, agent);
  const apart = parent.isApart ? await worktreesOf(context) : null;
  return command(context, (tx) => {
    const run = createRun(tx, context, {
      pipeline,
      name: parent.pipeline,
      params: values,
      title: titleOf(`[fix] ${text}`),
      input: followUp(tx, parent, text),
      start,
      priority: parent.priority,
      directory: parent.directory,
      isApart: parent.isApart,
      ...(apart === null ? {} : { apart }),
      kind: 'fix',
      parent: parent.id,
    });
    return toRun(tx, run);
  });
};

function followUp(view: View, parent: ByKind<'run'>, text: string): string {
  const done = outputsText(stagesOf(view, stepsOf(view, parent.id)));
  const end = [parent.state, ...(parent.why === null ? [] : [parent.why])].join(': ');
  return [
    `# Follow-up of ${parent.id}`,
    `## It was asked for\n\n${inputOf({ tx: view }, parent)}`,
    `## It is ${end}`,
    done === '' ? '## It did nothing' : `## It did\n\n${done}`,
    `## What is to be done now\n\n${text}`,
  ].join('\n\n');
}

/** A new run that has the finished stages of an ended one, and goes on after them. */
export const restart: Handler<InputOf<typeof contracts.runRestart>, RunObject> = async (context, input) => {
  const { id, fromStage, params = [], pipeline: name } = input;
  const parent = await context.store.read((view) => findRun(view, id));
  if (!isOver(parent))
    throw new ShoalError('CONFLICT', `${parent.id} is ${parent.state}; only a run that ended is restarted.`, {
      hint: `End it first: \`shoal cancel ${parent.id}\`.`,
    });
  const isAsNow = name !== undefined || params.length > 0;
  const { pipeline, values } = isAsNow
    ? await pipelineOf(context, parent, { name: name ?? parent.pipeline, given: toValues(params) })
    : { pipeline: await planOf(context, parent), values: parent.params };
  await requireRuntimes(context, pipeline);
  return command(context, (tx) => {
    const steps = stepsOf(tx, parent.id);
    const stage = requireStage(parent, steps, fromStage);
    const kept = keptSteps(parent, steps, stage);
    refuseMissing(pipeline, parent, missingNodes({ pipeline }, kept));
    const run = createRun(tx, context, {
      pipeline,
      name: name ?? parent.pipeline,
      params: values,
      title: parent.title,
      input: inputOf({ tx }, parent),
      start: parent.start,
      priority: parent.priority,
      // The work of the stages before lies there.
      directory: parent.directory,
      isApart: parent.isApart,
      worktree: parent.worktree,
      kind: 'restart',
      parent: parent.id,
    });
    const board = boardOf(tx, context, run.id);
    if (board !== null && kept.length > 0) {
      keep(board, tx, kept);
      if (kept.some(({ kind }) => kind === 'session'))
        changeRun(
          board,
          { chunks: parent.chunks, consensus: parent.consensus },
          { type: 'run.chunks-changed' },
        );
    }
    return toRun(tx, findRun(tx, run.id));
  });
};

async function planOf({ store }: Context, run: ByKind<'run'>): Promise<Pipeline> {
  const plan = await store.read((view) => view.get('plan', run.plan));
  if (plan === undefined) throw new Error(`${run.id} has no plan`);
  return plan.pipeline;
}

/** Its file as it is now, with the parameters that the run had; those that it does not know any more are left out. */
async function pipelineOf(
  context: Context,
  run: ByKind<'run'>,
  { name, given }: { readonly name: string; readonly given: ParamValues },
): Promise<{ readonly pipeline: Pipeline; readonly values: ParamValues }> {
  const file = await findPipeline(context, { pipeline: name });
  const known = new Set((await context.pipelines()).read(file, given).params.map((param) => param.name));
  const had = Object.fromEntries(Object.entries(run.params).filter(([param]) => known.has(param)));
  return soundPipeline(context, { pipeline: name }, { ...had, ...given });
}

function refuseMissing(pipeline: Pipeline, { id }: ByKind<'run'>, missing: readonly string[]): void {
  if (missing.length === 0) return;
  throw new ShoalError(
    'CONFLICT',
    `${pipeline.name} has no ${missing.join(', ')} any more, of which ${id} has stages.`,
    {
      hint: 'Give an earlier --from-stage, or leave out --pipeline.',
    },
  );
}
