import { ShoalError } from '../../../domain/errors.ts';
import type { Pipeline } from '../../../domain/pipeline/definition.ts';
import { type PipelineGraph, toGraph } from '../../../domain/pipeline/graph.ts';
import { marksOf, toMermaid } from '../../../domain/pipeline/mermaid.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/pipeline.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { isoTime } from '../../present.ts';
import { stepsOf } from '../run/board.ts';
import { findRun } from '../run/find.ts';
import { type Wanted, unsound } from './find.ts';
import { readWanted } from './read-wanted.ts';

type Graph = OutputOf<typeof contracts.pipelineGraph>;

export const graph: Handler<InputOf<typeof contracts.pipelineGraph>, Graph> = async (context, wanted) => {
  if (wanted.path !== undefined && /^r\d+$/i.test(wanted.path))
    return graphOfRun(await context.files.enter(), wanted.path);
  const { file, pipeline } = await drawable(context, wanted);
  return {
    pipeline: file.name,
    file: file.file,
    run: null,
    mermaid: toMermaid(pipeline),
    ...present(toGraph(pipeline)),
  };
};

/** Throws INVALID_INPUT with all that is wrong. */
export async function drawable(
  context: Context,
  wanted: Wanted & { readonly text?: string | undefined },
): Promise<{ file: { readonly name: string; readonly file: string }; pipeline: Pipeline }> {
  const { file, found } = await readWanted(context, wanted);
  if (found.pipeline === null) throw unsound(file.file, found.problems);
  return { file, pipeline: found.pipeline };
}

/** The pipeline as it was when the run began, and how far that is. */
function graphOfRun({ store }: Context, id: string): Promise<Graph> {
  return store.read((view) => {
    const run = findRun(view, id);
    const plan = view.get('plan', run.plan);
    if (plan === undefined) throw new ShoalError('NOT_FOUND', `The pipeline of ${run.id} is no longer kept.`);
    const steps = stepsOf(view, run.id);
    return {
      pipeline: plan.pipeline.name,
      file: null,
      run: run.id,
      mermaid: toMermaid(plan.pipeline, marksOf(steps)),
      ...present(toGraph(plan.pipeline, steps)),
    };
  });
}

function present({ nodes, edges }: PipelineGraph): Pick<Graph, 'nodes' | 'edges'> {
  return {
    nodes: nodes.map(({ members, badges, startedAt, endedAt, ...node }) => ({
      ...node,
      members: [...members],
      badges: [...badges],
      startedAt: isoTime(startedAt),
      endedAt: isoTime(endedAt),
    })),
    edges: edges.map((edge) => ({ ...edge })),
  };
}
