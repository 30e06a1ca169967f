import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/workspace.ts';
import type { InputOf, OutputOf } from '../../define.ts';

/** Makes a workspace, unless the caller stands in one: a second one below it would hide the first. */
export const init: Handler<
  InputOf<typeof contracts.workspaceInit>,
  OutputOf<typeof contracts.workspaceInit>
> = async (context) => {
  const known = context.files.find();
  const isMissing = known === null || !context.files.inspect(known).exists;
  const place = isMissing ? await context.files.create() : known;
  const harnesses = (await context.harnesses.report(place.root))
    .filter(({ found }) => found)
    .map(({ name }) => name);
  return {
    root: place.root,
    created: isMissing,
    inParent: !isMissing && place.root !== place.cwd,
    harnesses,
    next: [
      ...(harnesses.length === 0 ? [] : ['shoal setup']),
      'shoal add "TITLE"',
      harnesses.length === 0 ? 'shoal join' : 'shoal spawn 2',
    ],
  };
};
