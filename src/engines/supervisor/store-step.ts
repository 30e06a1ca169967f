import type { DepartureReason, ProcessRef } from '../../domain/agent.ts';
import { delivered, seen } from '../../domain/message.ts';
import type { OutputPlace, PlanItem, Session, SessionExit, SessionState } from '../../domain/session.ts';
import type { DriverEvent } from '../../harness/driver.ts';
import type { ByKind, Transaction } from '../../store/port.ts';
import { recordTurn, type TurnDone } from './turn-record.ts';

/** What a step of the journal changes in the store. */
export interface StoreStep {
  readonly step: number;
  /** How far it had read the process; absent when none ran. */
  readonly output?: OutputPlace;
  readonly changes: readonly StoreChange[];
}

export type StoreChange =
  | {
      readonly do: 'state';
      readonly state: SessionState;
      readonly why: string | null;
      readonly parkedUntil: number | null;
    }
  | { readonly do: 'harness-session'; readonly id: string }
  | { readonly do: 'process'; readonly process: ProcessRef | null }
  | { readonly do: 'no-child' }
  | { readonly do: 'crashes'; readonly count: number }
  | { readonly do: 'interrupted'; readonly upTo: number }
  | { readonly do: 'delivered'; readonly deliveries: readonly string[] }
  | { readonly do: 'seen'; readonly deliveries: readonly string[] }
  | ({ readonly do: 'open-request' } & RequestAsked)
  | { readonly do: 'plan'; readonly entries: readonly PlanItem[] }
  | { readonly do: 'compacted' }
  | { readonly do: 'withdraw-requests'; readonly keys: readonly string[] }
  | {
      readonly do: 'end';
      readonly exit: SessionExit;
      readonly why: string | null;
      readonly departure: DepartureReason;
    }
  | ({ readonly do: 'turn' } & TurnDone);

export interface RequestAsked {
  readonly key: string;
  readonly event: Extract<DriverEvent, { type: 'request' }>;
}

/** What this module leaves to others who own the records. */
export interface StoreParts {
  /** Turns that are kept; the oldest give way. */
  readonly turnsMax: number;
  openRequest(tx: Transaction, session: ByKind<'session'>, asked: RequestAsked): void;
  /** `keys`: null is whatever its program has asked. */
  withdrawRequests(tx: Transaction, session: ByKind<'session'>, keys: readonly string[] | null): void;
  /** The agent departs with its session. */
  depart(tx: Transaction, session: ByKind<'session'>, exit: SessionExit, reason: DepartureReason): void;
}

/** Writes steps that are not in the store yet, each exactly once: the record says which was the last. */
export function storeSteps(
  tx: Transaction,
  parts: StoreParts,
  id: string,
  steps: readonly StoreStep[],
): ByKind<'session'> | undefined {
  const session = tx.get('session', id);
  if (session === undefined) return undefined;
  const fresh = steps.filter(({ step }) => step > session.journalled);
  if (fresh.length === 0) return session;
  tx.actor = session.agent;
  let next: ByKind<'session'> = session;
  for (const { changes } of fresh)
    for (const change of changes)
      if (next.state !== 'ended' || isOfPast(change)) next = { ...next, ...applied(tx, parts, next, change) };
  const journalled = fresh.at(-1)?.step ?? session.journalled;
  const read = fresh.reduce((known, { output }) => furthest(known, output), session.journalledOutput);
  const journalledOutput = read === undefined ? {} : { journalledOutput: read };
  const patch = changedFields(session, { ...next, ...journalledOutput, journalled, changedAt: tx.now });
  const note = { type: noteType(session, next), agent: session.agent, task: session.task };
  return tx.update('session', id, patch, note);
}

/** Still true of a session that was ended while its daemon hung; it is not made to live again, nor does it ask anything. */
function isOfPast(change: StoreChange): boolean {
  return ['harness-session', 'delivered', 'seen', 'plan', 'compacted', 'turn'].includes(change.do);
}

/** Steps that do again what a transcript has lost had read less than the store knows. */
function furthest(known: OutputPlace | undefined, read: OutputPlace | undefined): OutputPlace | undefined {
  if (known === undefined || read === undefined) return read ?? known;
  return known.child === read.child && known.offset > read.offset ? known : read;
}

function changedFields(before: ByKind<'session'>, after: ByKind<'session'>): Partial<Session> {
  const keys = (Object.keys(after) as (keyof Session)[]).filter((key) => before[key] !== after[key]);
  return Object.fromEntries(keys.map((key) => [key, after[key]]));
}

function noteType(before: ByKind<'session'>, after: ByKind<'session'>): string {
  return before.state === after.state ? 'session.updated' : `session.${after.state}`;
}

function applied(
  tx: Transaction,
  parts: StoreParts,
  session: ByKind<'session'>,
  change: StoreChange,
): Partial<Session> {
  switch (change.do) {
    case 'state': {
      // Why it is to stop is not forgotten for what becomes of it until then.
      const why = session.wanted === 'stopped' ? session.why : change.why;
      return { state: change.state, why, parkedUntil: change.parkedUntil };
    }
    case 'harness-session':
      return { harnessSession: change.id };
    case 'process':
      return { process: change.process };
    case 'no-child':
      // Also what a transcript that has lost its end does not know of.
      parts.withdrawRequests(tx, session, null);
      return { child: null, process: null };
    case 'crashes':
      return { crashes: change.count };
    case 'interrupted':
      return { interruptsDone: Math.max(session.interruptsDone, change.upTo) };
    case 'delivered':
      return markDeliveries(tx, change.deliveries, delivered, 'message.delivered');
    case 'seen':
      return markDeliveries(tx, change.deliveries, seen, 'message.seen');
    case 'open-request':
      parts.openRequest(tx, session, change);
      return {};
    case 'withdraw-requests':
      parts.withdrawRequests(tx, session, change.keys);
      return {};
    case 'plan':
      return { plan: change.entries };
    case 'compacted':
      return { compactions: (session.compactions ?? 0) + 1 };
    case 'turn':
      return recordTurn(tx, session, change, parts.turnsMax);
    case 'end':
      parts.depart(tx, session, change.exit, change.departure);
      return {
        state: 'ended',
        wanted: 'stopped',
        why: change.why,
        exit: change.exit,
        child: null,
        process: null,
        parkedUntil: null,
        interruptsDone: session.interruptsAsked,
        endedAt: tx.now,
      };
  }
}

function markDeliveries(
  tx: Transaction,
  ids: readonly string[],
  rule: typeof seen,
  type: string,
): Partial<Session> {
  for (const id of ids) {
    const delivery = tx.get('delivery', id);
    const change = delivery === undefined ? null : rule(delivery, tx.now);
    if (delivery !== undefined && change !== null)
      tx.update('delivery', id, change, { type, agent: delivery.agent });
  }
  return {};
}
