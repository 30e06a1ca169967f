import { ShoalError } from '../../../domain/errors.ts';
import { blocks, covers, isHeld } from '../../../domain/lock.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { resolveCaller } from '../../caller.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/lock.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { isReallyHeld, toLock } from './present.ts';
import { advice } from './refusal.ts';
import { pathsOf, type Request, toRequest } from './wanted.ts';

type Verdict = OutputOf<typeof contracts.lockCheck>[number];

/** One read; writes nothing. Runs before every edit, so what the caller holds already is looked at first. */
export const check: Handler<InputOf<typeof contracts.lockCheck>, OutputOf<typeof contracts.lockCheck>> = (
  context,
  { paths },
) => {
  const asked = paths.map((given) => ({ given, request: resolveOrNull(context, given) }));
  return context.store.read((view) => {
    const agent = resolveCaller(view, context).agent?.id ?? '';
    const locks = view.list('lock', { where: { repo: context.place.repo } });
    return asked.map(({ given, request }) =>
      request === null ? outside(given) : { given, ...verdict(view, context, { request, agent, locks }) },
    );
  });
};

function resolveOrNull(context: Context, text: string): Request | null {
  try {
    return toRequest(context, [text]);
  } catch (error) {
    if (error instanceof ShoalError && error.code === 'INVALID_INPUT') return null;
    throw error;
  }
}

function outside(given: string): Verdict {
  return { given, path: null, state: 'outside', renew: false, lock: null, advice: null };
}

interface Question {
  readonly request: Request;
  readonly agent: string;
  readonly locks: readonly ByKind<'lock'>[];
}

function verdict(view: View, context: Context, { request, agent, locks }: Question): Omit<Verdict, 'given'> {
  const path = request.patterns[0]?.text ?? '';
  const pattern = request.patterns[0];
  const own = locks.filter((lock) => lock.holder === agent && isHeld(lock, view.now));
  const mine = pattern === undefined ? undefined : own.find((lock) => covers(lock, request, pattern));
  if (mine !== undefined) {
    return {
      path,
      state: 'mine',
      renew: needsRenewal(mine, view.now),
      lock: toLock(view, mine),
      advice: null,
    };
  }
  const wanted = { ...request, agent };
  const held = locks.find((lock) => blocks(lock, wanted) && isReallyHeld(view, context, lock));
  if (held === undefined) return { path, state: 'free', renew: false, lock: null, advice: null };
  const lock = toLock(view, held);
  return { path, state: 'held', renew: false, lock, advice: advice(lock, pathsOf(request)) };
}

/** Written at most every tenth of a lease. */
function needsRenewal(lock: ByKind<'lock'>, now: number): boolean {
  return lock.auto && lock.leaseExpiresAt - now <= lock.leaseMs * 0.9;
}
