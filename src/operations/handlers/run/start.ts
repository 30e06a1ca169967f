import { ShoalError } from '../../../domain/errors.ts';
import type { ParamValues, Pipeline } from '../../../domain/pipeline/definition.ts';
import type { Run } from '../../../domain/pipeline/run.ts';
import { command } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/run.ts';
import type { InputOf } from '../../define.ts';
import { soundPipeline } from '../pipeline/find.ts';
import { type RunObject, toRun } from './present.ts';
import { requireRuntimes } from './runtimes.ts';
import { createRun } from './start-run.ts';

export const start: Handler<InputOf<typeof contracts.runStart>, RunObject> = async (context, input) => {
  const { text, params = [], pipeline: name, agent, priority = 5, parallel = false } = input;
  const { file, pipeline, values } = await soundPipeline(context, { pipeline: name }, toValues(params));
  await requireRuntimes(context, pipeline);
  const begin = agent === undefined ? null : requireNode(pipeline, agent);
  const apart = parallel ? await worktreesOf(context) : null;
  return command(context, (tx) =>
    toRun(
      tx,
      createRun(tx, context, {
        pipeline,
        name: file.name,
        params: values,
        title: titleOf(text),
        input: text,
        start: begin,
        priority,
        directory: context.place.tree,
        isApart: parallel,
        ...(apart === null ? {} : { apart }),
      }),
    ),
  );
};

/** Where runs of their own worktrees work, by their ids. Throws CONFLICT where there is no git repository with a commit. */
export async function worktreesOf(
  context: Context,
): Promise<(id: string) => Pick<Run, 'directory' | 'worktree'>> {
  const { tree } = context.place;
  const directoryOf = await (await context.launcher()).worktrees(tree);
  return (id) => ({ directory: directoryOf(id), worktree: { beside: tree, name: id } });
}

/** `model=x=y` gives model the value x=y. */
export function toValues(params: readonly string[]): ParamValues {
  return Object.fromEntries(
    params.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
  );
}

const titleMax = 120;

export function titleOf(text: string): string {
  const line = text.trim().split(/\r?\n/)[0]?.trim() ?? '';
  return line.length <= titleMax ? line : `${line.slice(0, titleMax - 1)}…`;
}

export function requireNode(pipeline: Pipeline, id: string): string {
  if (Object.hasOwn(pipeline.nodes, id)) return id;
  throw new ShoalError('NOT_FOUND', `The pipeline has no agent "${id}".`, {
    hint: `There are: ${Object.keys(pipeline.nodes).join(', ')}.`,
  });
}
