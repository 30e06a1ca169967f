import { ShoalError } from '../../../domain/errors.ts';
import { command, requireHuman } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/pipeline.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { Pipelines } from '../../ports.ts';
import { defaultPipeline, findPipeline, unsound } from './find.ts';
import { toProblem } from './read-wanted.ts';
import { tellOf } from './tell.ts';
import { template } from './templates.ts';
import { writtenByModel } from './write.ts';

export const create: Handler<
  InputOf<typeof contracts.pipelineCreate>,
  OutputOf<typeof contracts.pipelineCreate>
> = async (context, { pipeline: name, template: wanted, text: given, describe }) => {
  const pipelines = await context.pipelines();
  requireFree(pipelines, name);
  if (describe !== undefined)
    await command(context, (_, caller) => requireHuman(caller, 'have a model write one'));
  const text =
    describe === undefined ? (given ?? template(wanted)) : await writtenByModel(context, name, describe);
  return writeNew(context, name, text);
};

export const duplicate: Handler<
  InputOf<typeof contracts.pipelineDuplicate>,
  OutputOf<typeof contracts.pipelineDuplicate>
> = async (context, { pipeline, as }) => {
  const pipelines = await context.pipelines();
  const text = pipelines.text(await findPipeline(context, { pipeline }));
  requireFree(pipelines, as);
  return writeNew(context, as, text);
};

function requireFree(pipelines: Pipelines, name: string): void {
  const there = pipelines.list().find((one) => one.name === name);
  if (there === undefined) return;
  throw new ShoalError('CONFLICT', `There is a pipeline "${name}" already, in ${there.file}.`, {
    hint: 'Edit that file, take another name, or delete it first.',
  });
}

async function writeNew(
  context: Context,
  name: string,
  text: string,
): Promise<OutputOf<typeof contracts.pipelineCreate>> {
  const pipelines = await context.pipelines();
  const { problems } = pipelines.check(name, text);
  if (problems.some(({ severity }) => severity === 'error')) throw unsound(`${name}.yaml`, problems);
  const { file } = pipelines.write(name, text);
  await tellOf(context, name, 'written');
  return { name, file, problems: problems.map(toProblem) };
}

export const setDefault: Handler<
  InputOf<typeof contracts.pipelineSetDefault>,
  OutputOf<typeof contracts.pipelineSetDefault>
> = async (context, { pipeline: name }) => {
  const pipelines = await context.pipelines();
  if (name === undefined) return { name: await defaultPipeline(context, pipelines) };
  pipelines.find(name);
  await (await context.config()).edit([{ path: ['defaultPipeline'], value: name }]);
  await tellOf(context, name, 'preferred');
  return { name };
};

export const remove: Handler<
  InputOf<typeof contracts.pipelineRemove>,
  OutputOf<typeof contracts.pipelineRemove>
> = async (context, { pipeline: name, yes = false }) => {
  const pipelines = await context.pipelines();
  const file = pipelines.find(name);
  const text = pipelines.text(file);
  if (!yes && (await context.person.confirm(text, `Delete ${file.file}?`)) !== true)
    throw new ShoalError('USAGE', `${file.file} was not deleted.`, {
      hint: 'Give -y to delete it without being asked.',
    });
  const rest = pipelines.list().filter((one) => one.name !== name);
  const wasDefault = (await context.config()).read().defaultPipeline === name;
  if (wasDefault) await (await context.config()).edit([{ path: ['defaultPipeline'], value: rest[0]?.name }]);
  pipelines.remove(file);
  if (Object.hasOwn(pipelines.pinned(), name)) await pipelines.pin(name, null);
  await tellOf(context, name, 'removed');
  return { name, file: file.file, text };
};
