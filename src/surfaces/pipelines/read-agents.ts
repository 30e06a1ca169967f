import type { ParamDefinition, ParamValues, PipelineProblem } from '../../domain/pipeline/definition.ts';
import { problemsOf } from '../config/problems.ts';
import type { PlacedAgent } from './agents.ts';
import { fitted } from './fit.ts';
import { knownPipelineKeys } from './json-schema.ts';
import { fieldOf, type Loaded } from './load.ts';
import { undeclared } from './params.ts';
import { agentsSchema } from './schema.ts';
import { problemAt, type Source } from './source.ts';

/** The agents of one file, each with its place in it; none when one of them cannot be read. */
export function agentsOf(
  { source, data, isImported, only }: Loaded,
  params: readonly ParamDefinition[],
  values: ParamValues,
  problems: PipelineProblem[],
): readonly PlacedAgent[] {
  const isBare = Array.isArray(data);
  const raw = isBare ? (data as unknown) : (fieldOf(data, 'agents') ?? []);
  const top = isBare ? [] : ['agents'];
  const names = params.map(({ name }) => name);
  problems.push(
    ...undeclared(raw, names, top).map(({ path, text, fix }) => problemAt(source, path, text, { fix })),
  );
  const checked = fitted(agentsSchema, raw, values);
  if ('issues' in checked) {
    problems.push(...schemaProblems(source, checked.issues, checked.value, top));
    return [];
  }
  const agents = checked.data.map((agent, index): PlacedAgent => ({
    source,
    path: [...top, String(index)],
    data: agent,
    isImported,
  }));
  const ids = agents.map(({ data: { id } }) => id);
  for (const id of only ?? [])
    if (!ids.includes(id))
      problems.push(
        problemAt(source, top, `there is no agent "${id}" in ${source.file}`, {
          guess: { word: id, known: ids },
        }),
      );
  // What the chosen ones extend is needed too, though not run by itself.
  return only === null ? agents : agents.map((agent) => asChosen(agent, only));
}

function asChosen(agent: PlacedAgent, only: readonly string[]): PlacedAgent {
  return only.includes(agent.data.id) ? agent : { ...agent, data: { ...agent.data, abstract: true } };
}

type Issues = Parameters<typeof problemsOf>[0];

export function schemaProblems(
  source: Source,
  issues: Issues,
  data: unknown,
  top: readonly string[],
): readonly PipelineProblem[] {
  const placed = issues.map((issue) => ({ ...issue, path: [...top, ...issue.path] }));
  return problemsOf(
    placed,
    top.reduceRight<unknown>((inner, key) => ({ [key]: inner }), data),
    knownPipelineKeys,
  ).map(({ path, text, isKey, fix = null }) => problemAt(source, path, text, { isKey, fix }));
}
