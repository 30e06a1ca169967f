import { overlaps, parsePattern } from '../../../domain/path-pattern.ts';
import { waitersFor } from '../../../domain/lock.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/lock.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { goneReason } from '../../departure.ts';
import { findAgent } from '../../lookup.ts';
import { agentName, isoInstant } from '../../present.ts';
import { isReallyHeld, toLock } from './present.ts';
import { waitsIn } from './wait.ts';
import { toRequest } from './wanted.ts';

type Output = OutputOf<typeof contracts.lockList>;

/** Live locks never exceed the limit of the workspace by much; 2,000 is its default. */
const listedMax = 2_000;

export const list: Handler<InputOf<typeof contracts.lockList>, Output> = (context, input) => {
  const wanted = input.path === undefined ? undefined : toRequest(context, [input.path]);
  return context.store.read((view) => {
    const holder = input.agent === undefined ? undefined : findAgent(view, input.agent).id;
    const waits = waitsIn(view);
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
      .map((lock) => ({ ...toLock(view, lock), waiters: waitersOf(view, context, lock, waits) }));
  });
};

function waitersOf(
  view: View,
  context: Context,
  lock: ByKind<'lock'>,
  waits: readonly ByKind<'lockWait'>[],
): Output[number]['waiters'] {
  return waitersFor(lock, waits, view.now)
    .filter(({ agent }) => isHere(view, context, agent))
    .map(({ agent, paths, shared, createdAt }) => ({
      agent,
      agentName: agentName(view, agent) ?? agent,
      paths: [...paths],
      shared,
      since: isoInstant(createdAt),
    }));
}

/** The dead wait for nothing. */
function isHere(view: View, context: Context, id: string): boolean {
  const agent = view.get('agent', id);
  return agent?.state === 'live' && goneReason(view, context, agent) === null;
}
