import type {
  ParamDefinition,
  ParamValues,
  Pipeline,
  PipelineLimits,
  PipelineProblem,
  ReadPipeline,
} from '../../domain/pipeline/definition.ts';
import { closest } from '../cli/suggest.ts';
import { extended, problemOf } from './agents.ts';
import { checkNodes, type CheckedNode, cyclesOf, firstOf } from './check.ts';
import { fieldOf, load, type Loaded, type PipelineFiles } from './load.ts';
import { toNode } from './nodes.ts';
import { fitted } from './fit.ts';
import { ParamError, toParam, valuesOf } from './params.ts';
import { paramsSchema, type PipelineData, pipelineSchema } from './schema.ts';
import { agentsOf, schemaProblems } from './read-agents.ts';
import { problemAt } from './source.ts';

/** From its file to what runs: parameters, imports, `extends`, defaults, and everything that can be wrong told at once. */
export function readPipeline(
  name: string,
  file: string,
  files: PipelineFiles,
  ...given: readonly ParamValues[]
): ReadPipeline {
  const problems: PipelineProblem[] = [];
  const loaded = load(file, files, problems);
  const main = loaded.at(-1);
  const params = declaredParams(loaded, problems);
  const values = resolved(params, given, main, problems);
  const missing = params.filter(({ name: one, required }) => required && !Object.hasOwn(values, one));
  const done = (pipeline: Pipeline | null): ReadPipeline => ({
    pipeline:
      missing.length === 0 && problems.every(({ severity }) => severity === 'warning') ? pipeline : null,
    params,
    values,
    unset: params.filter(({ name: one }) => !given.some((some) => Object.hasOwn(some, one))),
    missing,
    problems: problems.toSorted(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    ),
  });
  if (main === undefined) return done(null);
  const placed = loaded.flatMap((one) => agentsOf(one, params, values, problems));
  const shape = shapeOf(main, values, problems);
  if (shape === null) return done(null);
  if (placed.length === 0) {
    if (problems.length === 0) problems.push(problemAt(main.source, ['agents'], 'a pipeline needs agents'));
    return done(null);
  }
  for (const [index, agent] of placed.entries())
    if (placed.findIndex(({ data }) => data.id === agent.data.id) !== index)
      problems.push(problemOf(agent, ['id'], `there are two agents called ${agent.data.id}`));
  const { agents, problems: wrong } = extended(placed);
  problems.push(...wrong);
  const nodes = agents.map((agent): CheckedNode => ({ agent, node: toNode(agent, problems) }));
  const entry = entryOf(shape, nodes, main, problems);
  problems.push(...checkNodes(nodes, entry ?? firstOf(nodes), files.runtime));
  const pipeline: Pipeline = {
    name: shape.name ?? name,
    entry,
    nodes: Object.fromEntries(nodes.map(({ node }) => [node.id, node])),
    limits: toLimits(shape.limits ?? {}),
  };
  for (const cycle of cyclesOf(pipeline)) {
    const isBounded =
      cycle.some((id) => pipeline.nodes[id]?.gate !== null) || shape.limits?.calls !== undefined;
    const agent = nodes.find(({ node }) => node.id === cycle[0])?.agent;
    if (!isBounded && agent !== undefined)
      problems.push(
        problemAt(
          agent.source,
          [...agent.path, 'handoffs'],
          `${[...cycle, cycle[0]].join(' → ')} goes round without a gate or a limit; it ends at ${pipeline.limits.callsMax} calls`,
          { severity: 'warning' },
        ),
      );
  }
  return done(pipeline);
}

/** Of all files; where two declare the same, the one that imports goes first. */
function declaredParams(loaded: readonly Loaded[], problems: PipelineProblem[]): readonly ParamDefinition[] {
  const params = new Map<string, ParamDefinition>();
  for (const { source, data } of loaded) {
    const parsed = paramsSchema.safeParse(fieldOf(data, 'params') ?? {});
    if (!parsed.success) continue; // told with the rest of the file
    for (const [name, param] of Object.entries(parsed.data))
      try {
        params.set(name, toParam(name, param));
      } catch (error) {
        if (!(error instanceof ParamError)) throw error;
        problems.push(problemAt(source, ['params', name], `the default of ${name}: ${error.message}`));
      }
  }
  return [...params.values()];
}

function resolved(
  params: readonly ParamDefinition[],
  given: readonly ParamValues[],
  main: Loaded | undefined,
  problems: PipelineProblem[],
): ParamValues {
  if (main === undefined) return {};
  const names = params.map(({ name }) => name);
  // A file of values is for every pipeline beside it, and may hold those of others.
  for (const name of Object.keys(given[0] ?? {}))
    if (!names.includes(name))
      problems.push(
        problemAt(main.source, ['params'], `there is no param "${name}"`, {
          guess: { word: name, known: names },
        }),
      );
  try {
    return valuesOf(params, ...given);
  } catch (error) {
    if (!(error instanceof ParamError)) throw error;
    problems.push(problemAt(main.source, ['params'], error.message));
    return {};
  }
}

function shapeOf(main: Loaded, values: ParamValues, problems: PipelineProblem[]): PipelineData | null {
  if (Array.isArray(main.data)) return {};
  const { agents: _, ...rest } = (main.data ?? {}) as Readonly<Record<string, unknown>>; // checked below
  const checked = fitted(pipelineSchema, rest, values);
  if ('data' in checked) return checked.data;
  problems.push(...schemaProblems(main.source, checked.issues, checked.value, []));
  return null;
}

function entryOf(
  { entry_point: wanted = 'first' }: PipelineData,
  nodes: readonly CheckedNode[],
  main: Loaded,
  problems: PipelineProblem[],
): string | null {
  if (wanted === 'auto') return null;
  if (wanted === 'first') return firstOf(nodes);
  const ids = nodes.map(({ node }) => node.id);
  if (ids.includes(wanted)) return wanted;
  const words = [...ids, 'first', 'auto'];
  const known = closest(wanted, words) === undefined ? ids : words;
  problems.push(
    problemAt(main.source, ['entry_point'], `entry_point "${wanted}" is no agent`, {
      guess: { word: wanted, known },
    }),
  );
  return firstOf(nodes);
}

function toLimits(data: NonNullable<PipelineData['limits']>): PipelineLimits {
  return {
    callsMax: data.calls ?? 200,
    depthMax: data.depth ?? 100,
    parallelMax: data.parallel ?? 4,
    wallMs: (data.wall_time ?? 86_400) * 1_000,
    costUsd: data.cost_usd ?? null,
  };
}
