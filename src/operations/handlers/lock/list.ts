import { overlaps, parsePattern } from '../../../domain/path-pattern.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/lock.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findAgent } from '../../lookup.ts';
import { isReallyHeld, toLock } from './present.ts';
import { toRequest } from './wanted.ts';

/** Live locks never exceed the limit of the workspace by much; 2,000 is its default. */
const listedMax = 2_000;

export const list: Handler<InputOf<typeof contracts.lockList>, OutputOf<typeof contracts.lockList>> = (
  context,
  input,
) => {
  const wanted = input.path === undefined ? undefined : toRequest(context, [input.path]);
  return context.store.read((view) => {
    const holder = input.agent === undefined ? undefined : findAgent(view, input.agent).id;
    const locks = holder === undefined ? view.list('lock') : view.list('lock', { where: { holder } });
    return locks
      .filter((lock) => isReallyHeld(view, context, lock))
      .filter(
        (lock) =>
          wanted === undefined ||
          (lock.repo === wanted.repo &&
            wanted.patterns.some((one) => overlaps(one, parsePattern(lock.path)))),
      )
      .slice(0, input.limit ?? listedMax)
      .map((lock) => toLock(view, lock));
  });
};
