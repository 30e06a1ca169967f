import { ShoalError } from '../../../domain/errors.ts';
import { everyTree, type Wanted } from '../../../domain/lock.ts';
import { parsePattern } from '../../../domain/path-pattern.ts';
import type { Context } from '../../context.ts';

/** A request without its agent: paths as resolved at the edge, each once. */
export type Request = Omit<Wanted, 'agent'>;

export function toRequest(
  context: Pick<Context, 'paths' | 'place'>,
  texts: readonly string[],
  {
    shared = false,
    repo = false,
  }: { readonly shared?: boolean | undefined; readonly repo?: boolean | undefined } = {},
): Request {
  const resolved = texts.map((text) => context.paths.resolve(text));
  const tree = repo ? everyTree : oneTree(resolved.map((one) => one.tree));
  const unique = [...new Set(resolved.map(({ path }) => path))];
  return { repo: context.place.repo, tree, patterns: unique.map(parsePattern), shared };
}

function oneTree(trees: readonly string[]): string {
  const [tree, other] = new Set(trees);
  if (tree !== undefined && other === undefined) return tree;
  throw new ShoalError(
    'INVALID_INPUT',
    `The paths lie in different worktrees: ${[...new Set(trees)].join(', ')}.`,
    {
      hint: 'Lock them one worktree at a time, or in all of them with --repo.',
    },
  );
}

export function pathsOf(request: Pick<Wanted, 'patterns'>): readonly string[] {
  return request.patterns.map(({ text }) => text);
}
