import type { ParamDefinition, Pipeline, PipelineNode } from '../../../domain/pipeline/definition.ts';
import { conditionText } from '../../../domain/pipeline/mermaid.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/pipeline.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { PinnedPipeline, PipelineFile, Pipelines } from '../../ports.ts';
import { defaultPipeline, findPipeline } from './find.ts';
import { drawable } from './graph.ts';
import { readAnyway, readWanted, toProblem } from './read-wanted.ts';
import { runtimeCheck } from '../run/runtimes.ts';
import { versionOf } from './version.ts';

export const list: Handler<
  InputOf<typeof contracts.pipelineList>,
  OutputOf<typeof contracts.pipelineList>
> = async (context) => {
  const pipelines = await context.pipelines();
  const chosen = await defaultPipeline(context, pipelines);
  const runs = await context.store.read((view) => view.count('run', 'pipeline'));
  return pipelines.list().map((file) => {
    const { pipeline, problems } = readAnyway((given) => pipelines.read(file, given));
    const count = (severity: string) => problems.filter((one) => one.severity === severity).length;
    const pinned = pinnedOf(pipelines, file);
    return {
      name: file.name,
      file: file.file,
      isDefault: file.name === chosen,
      description: pipeline === null ? null : pipelines.about(pipelines.text(file)).description,
      agents: Object.keys(pipeline?.nodes ?? {}).length,
      errors: count('error'),
      warnings: count('warning'),
      origin: originOf(file, pinned),
      pulled: pinned?.version ?? null,
      isAccepted: pinned === undefined || pipelines.isAccepted(pipelines.fingerprint(file)),
      runs: runs[file.name] ?? 0,
    };
  });
};

function pinnedOf(pipelines: Pipelines, { name }: PipelineFile): PinnedPipeline | undefined {
  return Object.hasOwn(pipelines.pinned(), name) ? pipelines.pinned()[name] : undefined;
}

function originOf({ file }: PipelineFile, pinned: PinnedPipeline | undefined): 'shoal' | 'aqm' | 'pulled' {
  if (pinned !== undefined) return 'pulled';
  return file.startsWith('.aqm/') ? 'aqm' : 'shoal';
}

export const validate: Handler<
  InputOf<typeof contracts.pipelineValidate>,
  OutputOf<typeof contracts.pipelineValidate>
> = async (context, { strict = false, ...wanted }) => {
  const isHere = context.files.find() !== null;
  const { file, found } = await readWanted(context, wanted, isHere ? await runtimeCheck(context) : undefined);
  const { pipeline, params, problems } = found;
  const counting = strict ? problems : problems.filter(({ severity }) => severity === 'error');
  return {
    file: file.file,
    name: file.name,
    ok: counting.length === 0,
    agents: Object.keys(pipeline?.nodes ?? {}).length,
    features: pipeline === null ? [] : [...featuresOf(pipeline, params)],
    params: params.map(toParam),
    problems: problems.map(toProblem),
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

export const show: Handler<
  InputOf<typeof contracts.pipelineShow>,
  OutputOf<typeof contracts.pipelineShow>
> = async (context, wanted) => {
  const file = await findPipeline(context, wanted);
  const pipelines = await context.pipelines();
  const text = pipelines.text(file);
  const pinned = pinnedOf(pipelines, file);
  const pulled =
    pinned === undefined
      ? null
      : {
          version: pinned.version,
          from: pinned.from,
          isChanged: context.machine.sha256(text) !== pinned.sha256,
        };
  return {
    name: file.name,
    file: file.file,
    path: `${file.root}/${file.file}`,
    text,
    version: versionOf(context, text),
    isDefault: file.name === (await defaultPipeline(context, pipelines)),
    origin: originOf(file, pinned),
    pulled,
    isAccepted: pulled === null || pipelines.isAccepted(pipelines.fingerprint(file)),
    draft: pipelines.draft(file).text(),
  };
};

export const params: Handler<
  InputOf<typeof contracts.pipelineParams>,
  OutputOf<typeof contracts.pipelineParams>
> = async (context, wanted) => {
  const file = await findPipeline(context, wanted);
  const { params: all, values, missing } = (await context.pipelines()).read(file, {});
  return {
    pipeline: file.name,
    params: all.map((param) => ({
      ...toParam(param),
      value: values[param.name] ?? null,
      isMissing: missing.some(({ name }) => name === param.name),
      autoDetect: param.autoDetect,
    })),
  };
};

type Param = OutputOf<typeof contracts.pipelineValidate>['params'][number];

function toParam({ name, type, required, fallback, description, prompt }: ParamDefinition): Param {
  return { name, type, required, default: fallback, description, prompt };
}

export const schema: Handler<
  InputOf<typeof contracts.pipelineSchema>,
  OutputOf<typeof contracts.pipelineSchema>
> = async (context) => (await context.pipelines()).schema();

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
