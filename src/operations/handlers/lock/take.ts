import { ShoalError } from '../../../domain/errors.ts';
import { findCycle, obstacles, type Obstacles, type Wanted, waitGraph } from '../../../domain/lock.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { agentCommand, ensurePerson } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/lock.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { departAgent, goneReason } from '../../departure.ts';
import { waitUntil } from '../../wait.ts';
import { grant } from './grant.ts';
import { deadlock, refusal } from './refusal.ts';
import { standingIn } from './standing.ts';
import { steal } from './steal.ts';
import { beginWait, endWait, renewWait, waitOf, wantsRenewal } from './wait.ts';
import { pathsOf, type Request, toRequest } from './wanted.ts';

type Input = InputOf<typeof contracts.lockTake>;
type Output = OutputOf<typeof contracts.lockTake>;

/** One `shoal lock`: what it wants, and its place in line once it has one. */
interface Attempt {
  readonly context: Context;
  readonly input: Input;
  readonly request: Request;
  place: { readonly wait: string; readonly agent: string } | null;
}

export const take: Handler<Input, Output> = async (context, input) => {
  refuseContradictions(input);
  await ensurePerson(context);
  const attempt: Attempt = { context, input, request: toRequest(context, input.paths, input), place: null };
  try {
    const granted = await waitUntil(context, input.waitMs ?? 0, () => tryOnce(attempt));
    if (granted !== undefined) return granted;
    throw await context.store.read((view) => timedOut(view, attempt));
  } finally {
    await leaveLine(attempt);
  }
};

function refuseContradictions(input: Input): void {
  if ((input.steal === true) === (input.reason !== undefined)) return;
  const missing =
    input.steal === true
      ? '--steal needs --reason'
      : '--reason goes with --steal; for your plans there is --intent';
  throw new ShoalError('INVALID_INPUT', `${missing}.`, {
    hint: 'Try `shoal lock PATH --steal --reason "its holder is stuck"`.',
  });
}

/** Undefined while it is blocked and may wait. */
async function tryOnce(attempt: Attempt): Promise<Output | undefined> {
  if (await isStillBlocked(attempt)) return undefined;
  const outcome = await agentCommand(attempt.context, (tx, agent) => decide(tx, agent, attempt));
  if ('wait' in outcome) {
    attempt.place = outcome;
    return undefined;
  }
  attempt.place = null;
  return outcome.granted;
}

/** Most wake-ups of a waiter change nothing for it; those cost one read. */
async function isStillBlocked({ context, request, place }: Attempt): Promise<boolean> {
  if (place === null) return false;
  return context.store.read((view) => {
    if (view.isAnyDue()) return false;
    const wait = waitOf(view, place.wait);
    if (wait === undefined || wantsRenewal(view, wait)) return false;
    const wanted = { ...request, agent: place.agent };
    const standing = standingIn(view, request.repo);
    const found = obstacles(wanted, standing, wait);
    if (!isBlocking(found) || findCycle(place.agent, waitGraph(standing)) !== undefined) return false;
    return inTheWay(found).every((id) => deadReason(view, context, id) === null);
  });
}

type Decision = { readonly granted: Output } | { readonly wait: string; readonly agent: string };

function decide(tx: Transaction, agent: ByKind<'agent'>, attempt: Attempt): Decision {
  const { context, input, request } = attempt;
  const wanted = { ...request, agent: agent.id };
  const ownWait = attempt.place === null ? undefined : waitOf(tx, attempt.place.wait);
  let found = obstacles(wanted, standingIn(tx, request.repo), ownWait ?? null);
  if (departDead(tx, context, found))
    found = obstacles(wanted, standingIn(tx, request.repo), ownWait ?? null);
  if (input.steal === true) steal(tx, agent, found.locks, input.reason ?? '');
  else if (isBlocking(found)) return standInLine(tx, wanted, found, ownWait, attempt);
  if (ownWait !== undefined) endWait(tx, ownWait, 'granted');
  return { granted: grant(tx, context, wanted, input) };
}

/** Those in the way whose process is dead are gone at once, with all that they hold. */
function departDead(tx: Transaction, context: Context, found: Obstacles): boolean {
  const dead = inTheWay(found).flatMap((id) => {
    const reason = deadReason(tx, context, id);
    const agent = tx.get('agent', id);
    return reason === null || agent === undefined ? [] : [{ agent, reason }];
  });
  for (const { agent, reason } of dead) departAgent(tx, agent, reason);
  return dead.length > 0;
}

function deadReason(view: View, context: Context, id: string): ReturnType<typeof goneReason> {
  const agent = view.get('agent', id);
  return agent === undefined ? null : goneReason(view, context, agent);
}

function isBlocking(found: Obstacles): boolean {
  return found.locks.length > 0 || found.waits.length > 0;
}

function inTheWay(found: Obstacles): readonly string[] {
  return [...new Set([...found.locks.map((lock) => lock.holder), ...found.waits.map((wait) => wait.agent)])];
}

function standInLine(
  tx: Transaction,
  wanted: Wanted,
  found: Obstacles,
  ownWait: ByKind<'lockWait'> | undefined,
  { input }: Attempt,
): Decision {
  if ((input.waitMs ?? 0) === 0) throw refusal(tx, found, pathsOf(wanted));
  const wait = ownWait ?? beginWait(tx, wanted, input.waitMs ?? 0);
  if (wantsRenewal(tx, wait)) renewWait(tx, wait);
  const cycle = findCycle(wanted.agent, waitGraph(standingIn(tx, wanted.repo)));
  if (cycle !== undefined) throw deadlock(tx, cycle, pathsOf(wanted));
  return { wait: wait.id, agent: wanted.agent };
}

function timedOut(view: View, { request, place }: Attempt): ShoalError {
  const wait = place === null ? undefined : waitOf(view, place.wait);
  const wanted = { ...request, agent: place?.agent ?? '' };
  return refusal(
    view,
    obstacles(wanted, standingIn(view, request.repo), wait ?? null),
    pathsOf(request),
    'TIMED_OUT',
  );
}

/** However it ends, nobody stands behind a waiter that is not there any more. */
async function leaveLine({ context, place }: Attempt): Promise<void> {
  if (place === null) return;
  await context.store.transact((tx) => {
    const wait = tx.get('lockWait', place.wait);
    if (wait !== undefined) endWait(tx, wait, 'gave up');
  });
}
