import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/workspace.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { offerPipeline } from '../pipeline/offer.ts';

/** Makes a workspace, unless the caller stands in one: a second one below it would hide the first. */
export const init: Handler<
  InputOf<typeof contracts.workspaceInit>,
  OutputOf<typeof contracts.workspaceInit>
> = async (context) => {
  const known = context.files.find();
  const isMissing = known === null || !context.files.inspect(known).exists;
  const place = isMissing ? await context.files.create() : known;
  const harnesses = [...context.harnesses.found()];
  const isSetUp = isMissing && (await offerSetup(context, harnesses));
  const hasPipeline = isMissing && (await offerPipeline(await context.files.enter()));
  return {
    root: place.root,
    created: isMissing,
    inParent: !isMissing && place.root !== place.cwd,
    harnesses,
    next: [
      ...(harnesses.length === 0 || isSetUp ? [] : ['shoal setup']),
      ...(hasPipeline ? ['shoal run "WHAT TO DO"'] : []),
      'shoal add "TITLE"',
      harnesses.length === 0 ? 'shoal join' : 'shoal spawn 2',
    ],
  };
};

/** A person at a terminal is asked; where there is none, setup waits to be called. */
async function offerSetup(context: Context, harnesses: readonly string[]): Promise<boolean> {
  if (harnesses.length === 0) return false;
  // A file that is not safe to edit is for `shoal setup` to complain of.
  const planned = await context.harnesses.plan(harnesses, false).catch(() => null);
  if (planned === null) return false;
  if (planned.length === 0) return true;
  const files = planned.map(({ path, before }) => `  ${before === null ? 'create' : 'update'}  ${path}`);
  const text = [`Found ${harnesses.join(', ')}. Hooks and instructions would go to:`, ...files].join('\n');
  const isAgreed = await context.person.confirm(
    text,
    'Write them now? `shoal setup` does it later, and shows the changes.',
  );
  if (isAgreed === true) await context.harnesses.apply(planned);
  return isAgreed === true;
}
