import { ShoalError } from '../../../domain/errors.ts';
import type {
  ParamDefinition,
  ParamValues,
  Pipeline,
  PipelineNode,
  ReadPipeline,
} from '../../../domain/pipeline/definition.ts';
import { conditionText, marksOf, toMermaid } from '../../../domain/pipeline/mermaid.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/pipeline.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { PipelineFile } from '../../ports.ts';
import { findRun } from '../run/find.ts';
import { defaultPipeline, findPipeline, unsound, type Wanted } from './find.ts';

export const list: Handler<
  InputOf<typeof contracts.pipelineList>,
  OutputOf<typeof contracts.pipelineList>
> = async (context) => {
  const pipelines = await context.pipelines();
  const chosen = await defaultPipeline(context, pipelines);
  return pipelines.list().map((file) => {
    const { pipeline, problems } = readAnyway(pipelines.read(file, {}), (given) =>
      pipelines.read(file, given),
    );
    const count = (severity: string) => problems.filter((one) => one.severity === severity).length;
    return {
      name: file.name,
      file: file.file,
      isDefault: file.name === chosen,
      agents: Object.keys(pipeline?.nodes ?? {}).length,
      errors: count('error'),
      warnings: count('warning'),
    };
  });
};

export const validate: Handler<
  InputOf<typeof contracts.pipelineValidate>,
  OutputOf<typeof contracts.pipelineValidate>
> = async (context, { strict = false, ...wanted }) => {
  const { file, found } = await readWanted(context, wanted);
  const { pipeline, params, problems } = found;
  const counting = strict ? problems : problems.filter(({ severity }) => severity === 'error');
  return {
    file: file.file,
    name: file.name,
    ok: counting.length === 0,
    agents: Object.keys(pipeline?.nodes ?? {}).length,
    features: pipeline === null ? [] : [...featuresOf(pipeline, params)],
    params: params.map(({ name, type, required, fallback, description }) => ({
      name,
      type,
      required,
      default: fallback,
      description,
    })),
    problems: [...problems],
  };
};

export const agents: Handler<
  InputOf<typeof contracts.pipelineAgents>,
  OutputOf<typeof contracts.pipelineAgents>
> = async (context, wanted) => {
  const { file, pipeline } = await drawable(context, wanted);
  return {
    pipeline: file.name,
    file: file.file,
    entry: pipeline.entry,
    agents: Object.values(pipeline.nodes).map(toNode),
  };
};

export const graph: Handler<
  InputOf<typeof contracts.pipelineGraph>,
  OutputOf<typeof contracts.pipelineGraph>
> = async (context, wanted) => {
  if (wanted.path !== undefined && /^r\d+$/i.test(wanted.path))
    return graphOfRun(await context.files.enter(), wanted.path);
  const { file, pipeline } = await drawable(context, wanted);
  return { pipeline: file.name, file: file.file, run: null, mermaid: toMermaid(pipeline) };
};

/** The pipeline as it was when the run began, and how far that is. */
function graphOfRun({ store }: Context, id: string): Promise<OutputOf<typeof contracts.pipelineGraph>> {
  return store.read((view) => {
    const run = findRun(view, id);
    const plan = view.get('plan', run.plan);
    if (plan === undefined) throw new ShoalError('NOT_FOUND', `The pipeline of ${run.id} is no longer kept.`);
    const steps = view.list('step', { where: { run: run.id } }).toSorted((a, b) => a.n - b.n);
    return {
      pipeline: plan.pipeline.name,
      file: null,
      run: run.id,
      mermaid: toMermaid(plan.pipeline, marksOf(steps)),
    };
  });
}

export const show: Handler<
  InputOf<typeof contracts.pipelineShow>,
  OutputOf<typeof contracts.pipelineShow>
> = async (context, wanted) => {
  const file = await findPipeline(context, wanted);
  return { name: file.name, file: file.file, text: (await context.pipelines()).text(file) };
};

async function drawable(
  context: Context,
  wanted: Wanted,
): Promise<{ file: PipelineFile; pipeline: Pipeline }> {
  const { file, found } = await readWanted(context, wanted);
  if (found.pipeline === null) throw unsound(file.file, found.problems);
  return { file, pipeline: found.pipeline };
}

async function readWanted(
  context: Context,
  wanted: Wanted,
): Promise<{ file: PipelineFile; found: ReadPipeline }> {
  const pipelines = await context.pipelines();
  const file = await findPipeline(context, wanted);
  const found = readAnyway(pipelines.read(file, {}), (given) => pipelines.read(file, given));
  return { file, found };
}

/** To look at it, parameters that nobody has given a value yet are their own names. */
export function readAnyway(found: ReadPipeline, again: (given: ParamValues) => ReadPipeline): ReadPipeline {
  if (found.missing.length === 0) return found;
  const samples = { number: 1, boolean: true } as const;
  const given = found.missing.map(
    ({ name, type }) => [name, type === 'string' ? name : samples[type]] as const,
  );
  return { ...again(Object.fromEntries(given)), missing: found.missing };
}

function* featuresOf({ nodes }: Pipeline, params: readonly ParamDefinition[]): Iterable<string> {
  const all = Object.values(nodes);
  const gates = new Set(all.flatMap(({ gate }) => (gate === null ? [] : [gate.type])));
  for (const gate of gates) yield `${gate} gate`;
  if (all.some(({ type }) => type === 'session')) yield 'sessions';
  if (all.some(({ chunks }) => chunks !== null)) yield 'chunks';
  if (all.some(fansOut)) yield 'fan-out';
  if (all.some(({ join }) => join !== null)) yield 'join';
  if (all.some((node) => node.type === 'agent' && node.mcp.length > 0)) yield 'MCP servers';
  if (all.some((node) => node.type === 'agent' && node.humanInput !== null)) yield 'human input';
  if (params.length > 0) yield 'params';
}

/** More than one takes over at once: of one handoff, or of two under the same condition. */
function fansOut({ handoffs }: PipelineNode): boolean {
  const taken = handoffs.filter(({ condition }) => condition.type !== 'auto');
  const conditions = taken.map(({ condition }) => conditionText(condition));
  return taken.some(({ to }) => to.length > 1) || new Set(conditions).size < conditions.length;
}

type Node = OutputOf<typeof contracts.pipelineAgents>['agents'][number];

function toNode(node: PipelineNode): Node {
  const isAgent = node.type === 'agent';
  return {
    id: node.id,
    name: node.name,
    type: node.type,
    runtime: isAgent ? node.runtime : null,
    model: isAgent ? node.model : null,
    mcp: isAgent ? node.mcp.map(({ name }) => name) : [],
    gate: node.gate?.type ?? null,
    context: isAgent ? node.context : null,
    participants: isAgent ? [] : [...node.participants],
    handoffs: node.handoffs.map(({ to, condition, task }) => ({
      to: [...to],
      condition: conditionText(condition),
      task,
    })),
  };
}
