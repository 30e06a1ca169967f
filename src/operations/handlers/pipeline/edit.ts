import { ShoalError } from '../../../domain/errors.ts';
import type { PipelineProblem } from '../../../domain/pipeline/definition.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/pipeline.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { PipelineDraft, PipelineFile, Pipelines } from '../../ports.ts';
import { findPipeline } from './find.ts';
import { toProblem } from './read-wanted.ts';
import { tellOf } from './tell.ts';

type Edited = OutputOf<typeof contracts.pipelineEdit>;

/** The file itself is touched once: when what was made of its copy is sound. */
export const edit: Handler<InputOf<typeof contracts.pipelineEdit>, Edited> = async (context, wanted) => {
  const pipelines = await context.pipelines();
  const file = await findPipeline(context, wanted);
  const before = pipelines.text(file);
  const draft = pipelines.draft(file);
  if (draft.text() === null) draft.write(before);
  for (;;) {
    const isEdited = await context.person.edit(draft.full);
    if (isEdited === null) {
      if (draft.text() === before) draft.remove();
      throw noTerminal(file);
    }
    const text = draft.text() ?? before;
    const problems = pipelines
      .check(file.name, text)
      .problems.map((problem) => placedIn(problem, file, draft));
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (isEdited && errors.length === 0) {
      const edited = await finish(pipelines, { file, before, draft, text, problems });
      if (edited.changed) await tellOf(context, file.name, 'written');
      return edited;
    }
    const told = isEdited ? errors.map(lineOf).join('\n') : 'The editor ended with an error.';
    if ((await context.person.confirm(told, 'Edit again?')) !== true)
      return {
        name: file.name,
        file: file.file,
        changed: false,
        draft: draft.path,
        problems: problems.map(toProblem),
      };
  }
};

interface Finished {
  readonly file: PipelineFile;
  readonly before: string;
  readonly draft: PipelineDraft;
  readonly text: string;
  readonly problems: PipelineProblem[];
}

async function finish(
  pipelines: Pipelines,
  { file, before, draft, text, problems }: Finished,
): Promise<Edited> {
  const changed = await pipelines.rewrite(file, (now) => {
    if (now === before) return text;
    throw new ShoalError('CONFLICT', `${file.file} was changed while you edited it.`, {
      hint: `Your text is in ${draft.path}: compare the two, then edit again.`,
    });
  });
  draft.remove();
  return { name: file.name, file: file.file, changed, draft: null, problems: problems.map(toProblem) };
}

/** Told where the person sees it. */
function placedIn(problem: PipelineProblem, { name }: PipelineFile, draft: PipelineDraft): PipelineProblem {
  return problem.file.endsWith(`/${name}.yaml`) ? { ...problem, file: draft.path } : problem;
}

function lineOf({ file, line, column, text }: PipelineProblem): string {
  return `${file}:${line}:${column}: ${text}`;
}

function noTerminal({ file }: PipelineFile): ShoalError {
  return new ShoalError('USAGE', 'There is no terminal to edit at.', {
    hint: `Edit ${file} itself, then run \`shoal validate\`.`,
  });
}
