import type {
  ParamValues,
  PipelineProblem,
  ReadPipeline,
  RuntimeCheck,
} from '../../../domain/pipeline/definition.ts';
import type { Context } from '../../context.ts';
import type * as contracts from '../../contracts/pipeline.ts';
import type { OutputOf } from '../../define.ts';
import type { PipelineFile } from '../../ports.ts';
import { findPipeline, type Wanted } from './find.ts';

/** A file, or a text as if it stood in one. */
export async function readWanted(
  context: Context,
  { text, ...wanted }: Wanted & { readonly text?: string | undefined },
  runtime?: RuntimeCheck,
): Promise<{ file: Pick<PipelineFile, 'name' | 'file'>; found: ReadPipeline }> {
  const pipelines = await context.pipelines();
  if (text !== undefined) {
    const name = wanted.pipeline ?? 'default';
    const file = pipelines.list().find((one) => one.name === name) ?? { name, file: `${name}.yaml` };
    return { file, found: readAnyway((given) => pipelines.check(name, text, given, runtime)) };
  }
  const file = await findPipeline(context, wanted);
  return { file, found: readAnyway((given) => pipelines.read(file, given, runtime)) };
}

/** To look at it, parameters that nobody has given a value yet are their own names. */
export function readAnyway(read: (given: ParamValues) => ReadPipeline): ReadPipeline {
  const found = read({});
  if (found.missing.length === 0) return found;
  const samples = { number: 1, boolean: true } as const;
  const given = found.missing.map(
    ({ name, type }) => [name, type === 'string' ? name : samples[type]] as const,
  );
  return { ...read(Object.fromEntries(given)), missing: found.missing };
}

type ProblemObject = OutputOf<typeof contracts.pipelineValidate>['problems'][number];

export function toProblem({ path, ...problem }: PipelineProblem): ProblemObject {
  return { ...problem, path: [...path] };
}
