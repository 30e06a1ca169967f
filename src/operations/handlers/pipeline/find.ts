import { ShoalError } from '../../../domain/errors.ts';
import type {
  ParamDefinition,
  ParamValues,
  Pipeline,
  PipelineProblem,
} from '../../../domain/pipeline/definition.ts';
import { sentence } from '../../../domain/sentence.ts';
import type { Context } from '../../context.ts';
import type { PipelineFile, Pipelines } from '../../ports.ts';
import { requireAccepted } from './accepted.ts';
import { askedParams } from './ask-params.ts';

export interface Wanted {
  readonly path?: string | undefined;
  readonly pipeline?: string | undefined;
}

/** By path, by name, or the default one. Throws NOT_FOUND. */
export async function findPipeline(context: Context, { path, pipeline }: Wanted): Promise<PipelineFile> {
  const pipelines = await context.pipelines();
  if (path !== undefined) return pipelines.at(path);
  if (pipeline !== undefined) return pipelines.find(pipeline);
  return pipelines.find((await defaultPipeline(context, pipelines)) ?? 'default');
}

/** The one that shoal.yaml names, or aqm's configuration; then the one called default; then the only one. */
export async function defaultPipeline(context: Context, pipelines: Pipelines): Promise<string | null> {
  const named = (await context.config()).read().defaultPipeline ?? pipelines.aqmDefault();
  if (named !== null) return named;
  const names = pipelines.list().map(({ name }) => name);
  if (names.includes('default')) return 'default';
  return names.length === 1 ? (names[0] ?? null) : null;
}

/** What runs. Throws INVALID_INPUT with all that is wrong. */
export async function soundPipeline(
  context: Context,
  wanted: Wanted,
  params: ParamValues,
): Promise<{ readonly file: PipelineFile; readonly pipeline: Pipeline; readonly values: ParamValues }> {
  const file = await findPipeline(context, wanted);
  await requireAccepted(context, file);
  const pipelines = await context.pipelines();
  const first = pipelines.read(file, params);
  requireKnown(file, params, first.params);
  const answers = await askedParams(context, first);
  const isAsked = Object.keys(answers).length > 0;
  const { pipeline, problems, missing, values } = isAsked
    ? pipelines.read(file, { ...params, ...answers })
    : first;
  if (pipeline !== null) return { file, pipeline, values };
  const isWrong = problems.some(({ severity }) => severity === 'error');
  if (missing.length > 0 && !isWrong)
    throw new ShoalError(
      'INVALID_INPUT',
      `${file.name} needs ${missing.map(({ name }) => name).join(', ')}.`,
      {
        hint: `Give it with --param ${missing[0]?.name ?? 'NAME'}=VALUE.`,
      },
    );
  throw unsound(file.file, problems);
}

function requireKnown({ name }: PipelineFile, params: ParamValues, known: readonly ParamDefinition[]): void {
  const unknown = Object.keys(params).find((one) => !known.some((param) => param.name === one));
  if (unknown === undefined) return;
  const names = known.map((param) => param.name).join(', ');
  throw new ShoalError('INVALID_INPUT', `The pipeline ${name} has no param "${unknown}".`, {
    hint: names === '' ? 'It has none.' : `There are: ${names}.`,
  });
}

export function unsound(file: string, problems: readonly PipelineProblem[]): ShoalError {
  const errors = problems.filter(({ severity }) => severity === 'error').map(told);
  return new ShoalError(
    'INVALID_INPUT',
    `${file} has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}: ${sentence(...errors.slice(0, 3))}`,
    { hint: 'See all of it with `shoal validate`.', details: { problems: errors } },
  );
}

function told({ file, line, column, text }: PipelineProblem): string {
  return `${file}:${line}:${column}: ${text}`;
}
