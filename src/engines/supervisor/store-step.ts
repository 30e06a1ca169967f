import type { DepartureReason, ProcessRef } from '../../domain/agent.ts';
import { delivered, seen } from '../../domain/message.ts';
import type { Session, SessionExit, SessionState, Turn } from '../../domain/session.ts';
import { estimateCost, windowOf } from '../../domain/models.ts';
import type { DriverEvent, Usage } from '../../harness/driver.ts';
import type { ByKind, Transaction } from '../../store/port.ts';
import { currentTask } from '../../operations/handlers/task/current.ts';

/** What a step of the journal changes in the store. */
export interface StoreStep {
  readonly step: number;
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

interface TurnDone {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly tools: number;
  readonly toolErrors: number;
  readonly model: string | null;
  readonly reason: string;
  readonly result: string;
  readonly error: string | null;
  readonly usage: Usage | null;
}

/** What this module leaves to others who own the records. */
export interface StoreParts {
  openRequest(tx: Transaction, session: ByKind<'session'>, asked: RequestAsked): void;
  withdrawRequests(tx: Transaction, session: ByKind<'session'>, keys: readonly string[]): void;
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
    for (const change of changes) next = { ...next, ...applied(tx, parts, next, change) };
  const journalled = fresh.at(-1)?.step ?? session.journalled;
  const patch = changedFields(session, { ...next, journalled, changedAt: tx.now });
  const note = { type: noteType(session, next), agent: session.agent, task: session.task };
  return tx.update('session', id, patch, note);
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
    case 'state':
      return { state: change.state, why: change.why, parkedUntil: change.parkedUntil };
    case 'harness-session':
      return { harnessSession: change.id };
    case 'process':
      return { process: change.process };
    case 'no-child':
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
    case 'turn':
      return turnDone(tx, session, change);
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

/** Of a longer message the transcript has the rest. */
const resultMax = 256 * 1_024;

function turnDone(tx: Transaction, session: ByKind<'session'>, turn: TurnDone): Partial<Session> {
  const { usage } = turn;
  const model = turn.model ?? session.profile.model;
  const tokens = {
    inputTokens: usage?.inputTokens ?? null,
    cachedTokens: usage?.cachedTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
  };
  const record: Turn = {
    id: tx.nextId('turn'),
    session: session.id,
    agent: session.agent,
    task: session.task ?? currentTask(tx, session.agent),
    queue: session.queue,
    day: localDay(turn.endedAt),
    model,
    reason: turn.reason,
    startedAt: turn.startedAt,
    endedAt: turn.endedAt,
    tools: turn.tools,
    toolErrors: turn.toolErrors,
    ...tokens,
    contextTokens: usage?.contextTokens ?? null,
    contextWindow: usage?.contextWindow ?? windowOf(model),
    ...costOf(usage?.costUsd ?? null, estimateCost(model, tokens)),
  };
  tx.create('turn', record, { type: 'turn.ended', agent: session.agent, task: session.task });
  const said = turn.error === null ? turn.result : turn.error;
  return {
    turns: session.turns + 1,
    crashes: turn.reason === 'completed' ? 0 : session.crashes,
    lastReason: turn.reason,
    lastResult: said.slice(0, resultMax),
  };
}

/** The harness's own figure comes first. */
function costOf(own: number | null, estimate: number | null): Pick<Turn, 'costUsd' | 'costIs'> {
  if (own !== null) return { costUsd: own, costIs: 'exact' };
  return { costUsd: estimate, costIs: estimate === null ? 'unknown' : 'estimated' };
}

function localDay(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
