import type { Context, Handler } from '../../context.ts';
import { templateLines } from '../../contracts/pipeline-templates.ts';
import type * as contracts from '../../contracts/pipeline.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { runsOf } from './accept.ts';
import { findPipeline } from './find.ts';
import { whatRuns } from './permissions.ts';
import { readAnyway, toProblem } from './read-wanted.ts';
import { entryOf, registryOf, splitVersion, versionOf } from './share.ts';
import { template } from './templates.ts';

export const templates: Handler<
  InputOf<typeof contracts.pipelineTemplates>,
  OutputOf<typeof contracts.pipelineTemplates>
> = () =>
  Promise.resolve(
    Object.entries(templateLines).map(([name, description]) => ({ name, description, text: template(name) })),
  );

export const permissions: Handler<
  InputOf<typeof contracts.pipelinePermissions>,
  OutputOf<typeof contracts.pipelinePermissions>
> = async (context, wanted) => {
  const file = await findPipeline(context, wanted);
  return { name: file.name, file: file.file, runs: [...(await runsOf(context, file))] };
};

type Offered = OutputOf<typeof contracts.pipelineOffered>;

export const offered: Handler<InputOf<typeof contracts.pipelineOffered>, Offered> = async (
  context,
  { pipeline: wanted, ...where },
) => {
  const [name, version] = splitVersion(wanted);
  await using registry = await registryOf(context, where);
  const entry = await entryOf(registry, name);
  const found = versionOf(entry, version, registry);
  const text = await registry.text(name, found);
  const pipelines = await context.pipelines();
  const { pipeline, problems } = readAnyway((given) => pipelines.check(name, text, given));
  return {
    name,
    version: found,
    sha256: context.machine.sha256(text),
    from: registry.where,
    description: entry.description,
    text,
    runs: pipeline === null ? [] : [...whatRuns(pipeline, (await context.config()).read())],
    problems: problems.map(toProblem),
    here: await hereOf(context, name, text),
  };
};

async function hereOf(context: Context, name: string, text: string): Promise<Offered['here']> {
  const pipelines = await context.pipelines();
  const there = pipelines.list().find((one) => one.name === name);
  if (there === undefined) return 'none';
  const now = pipelines.text(there);
  if (now === text) return 'same';
  const pinned = Object.hasOwn(pipelines.pinned(), name) ? pipelines.pinned()[name] : undefined;
  return pinned !== undefined && context.machine.sha256(now) === pinned.sha256 ? 'pulled' : 'other';
}
