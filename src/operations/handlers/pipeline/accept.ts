import { ShoalError } from '../../../domain/errors.ts';
import { command, requireHuman } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/pipeline.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { PipelineFile } from '../../ports.ts';
import { isoInstant } from '../../present.ts';
import { findPipeline, unsound } from './find.ts';
import { whatRuns } from './permissions.ts';
import { readAnyway } from './read-wanted.ts';
import { tellOf } from './tell.ts';

export const accept: Handler<
  InputOf<typeof contracts.pipelineAccept>,
  OutputOf<typeof contracts.pipelineAccept>
> = async (context, { yes = false, ...wanted }) => {
  const file = await findPipeline(context, wanted);
  const by = await personHere(context, 'accept a pipeline');
  const runs = await runsOf(context, file);
  const sha256 = (await context.pipelines()).fingerprint(file);
  if (!yes && (await context.person.confirm(toText(file, runs), `May ${file.name} run here?`)) !== true)
    throw new ShoalError('USAGE', `${file.name} was not accepted.`, {
      hint: 'Give -y to accept it without being asked; it stays as it is.',
    });
  await keepAcceptance(context, file, sha256, by);
  return { name: file.name, file: file.file, sha256, runs: [...runs] };
};

/** Asked after a pull, when a person is there to be asked. */
export async function offerAcceptance(context: Context, file: PipelineFile, yes: boolean): Promise<boolean> {
  const pipelines = await context.pipelines();
  const sha256 = pipelines.fingerprint(file);
  if (pipelines.isAccepted(sha256)) return true;
  if (!context.facts.provenHuman) return false;
  const runs = await runsOf(context, file);
  if (!yes && (await context.person.confirm(toText(file, runs), `May ${file.name} run here?`)) !== true)
    return false;
  await keepAcceptance(context, file, sha256, await personHere(context, 'accept a pipeline'));
  return true;
}

export async function runsOf(context: Context, file: PipelineFile): Promise<readonly string[]> {
  const pipelines = await context.pipelines();
  const { pipeline, problems } = readAnyway((given) => pipelines.read(file, given));
  if (pipeline === null) throw unsound(file.file, problems);
  return whatRuns(pipeline, (await context.config()).read());
}

function toText(file: PipelineFile, runs: readonly string[]): string {
  return [`${file.file} would run:`, ...runs.map((line) => `  ${line}`)].join('\n');
}

/** Their name. Throws NOT_ALLOWED for anybody else. */
function personHere(context: Context, what: string): Promise<string> {
  return command(context, (_, caller) => {
    requireHuman(caller, what);
    return caller.agent?.name ?? context.facts.user;
  });
}

async function keepAcceptance(
  context: Context,
  file: PipelineFile,
  sha256: string,
  by: string,
): Promise<void> {
  const at = isoInstant(await context.store.transact((tx) => tx.now));
  await (await context.pipelines()).accept(sha256, { name: file.name, by, at });
  await tellOf(context, file.name, 'accepted');
}
