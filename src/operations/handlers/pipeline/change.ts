import { ShoalError } from '../../../domain/errors.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/pipeline.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { unsound } from './find.ts';
import { toProblem } from './read-wanted.ts';
import { tellOf } from './tell.ts';
import { versionOf } from './version.ts';

export const change: Handler<
  InputOf<typeof contracts.pipelineChange>,
  OutputOf<typeof contracts.pipelineChange>
> = async (context, { text, edits }) => ({ text: (await context.pipelines()).change(text, edits) });

/** What is not sound never takes the place of a file; as a draft it is kept beside it. */
export const write: Handler<
  InputOf<typeof contracts.pipelineWrite>,
  OutputOf<typeof contracts.pipelineWrite>
> = async (context, { pipeline: name, text, base, draft = false }) => {
  const pipelines = await context.pipelines();
  const file = pipelines.find(name);
  const { problems } = pipelines.check(name, text);
  const wrong = problems.filter(({ severity }) => severity === 'error');
  const kept = pipelines.draft(file);
  const answer = { name, file: file.file, problems: problems.map(toProblem) };
  if (draft) {
    kept.write(text);
    return { ...answer, version: versionOf(context, pipelines.text(file)), changed: false, draft: kept.path };
  }
  if (wrong.length > 0) throw unsound(file.file, wrong);
  const changed = await pipelines.rewrite(file, (before) => {
    const version = versionOf(context, before);
    if (version === base || before === text) return text;
    throw new ShoalError('CONFLICT', `${file.file} was changed meanwhile: it is at ${version} now.`, {
      hint: 'Read it again with `shoal pipeline show`, and make your change in what it is now.',
      details: { version },
    });
  });
  kept.remove();
  if (changed) await tellOf(context, name, 'written');
  return { ...answer, version: versionOf(context, text), changed, draft: null };
};
