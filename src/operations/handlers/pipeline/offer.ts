import { ShoalError } from '../../../domain/errors.ts';
import type { Context } from '../../context.ts';
import { templateLines } from '../../contracts/pipeline-templates.ts';
import { create } from './manage.ts';
import { pull } from './share.ts';

/** Offers a pipeline to begin with, at a terminal; whether there is one now. What fails is told, and keeps nobody from going on. */
export async function offerPipeline(context: Context): Promise<boolean> {
  if ((await context.pipelines()).list().length > 0) return false;
  const isWanted = await context.person.confirm(
    'A pipeline says which agents pass a task on to which; `shoal run TEXT` runs it.',
    'Begin with one now? `shoal pipeline create` does it later.',
  );
  if (isWanted !== true) return false;
  const choice = (await context.person.ask(choices(), 'Which? (plan)'))?.trim() ?? null;
  if (choice === null) return false;
  try {
    await place(context, choice === '' ? 'plan' : choice);
    return true;
  } catch (error) {
    if (!(error instanceof ShoalError)) throw error;
    context.tell?.([error.message, error.hint ?? ''].join('\n').trim());
    return false;
  }
}

function choices(): string {
  const width = Math.max(...Object.keys(templateLines).map(({ length }) => length));
  return [
    ...Object.entries(templateLines).map(([name, line]) => `  ${name.padEnd(width)}  ${line}`),
    '  pull NAME   one from your registry, or NAME@VERSION',
    '  write TEXT  one that a model writes from your words, by an installed harness, on your account',
  ].join('\n');
}

async function place(context: Context, choice: string): Promise<void> {
  const [, verb, rest = ''] = /^(pull|write)\s+(.+)$/s.exec(choice) ?? [];
  if (verb === 'pull') await pull(context, { pipeline: rest });
  else if (verb === 'write') await create(context, { pipeline: 'default', describe: rest });
  else await create(context, { pipeline: 'default', template: choice });
}
