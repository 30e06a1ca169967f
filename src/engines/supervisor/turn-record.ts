import { estimateCost, windowOf } from '../../domain/models.ts';
import type { Session, Turn } from '../../domain/session.ts';
import type { Usage } from '../../harness/driver.ts';
import { currentTask } from '../../operations/handlers/task/current.ts';
import type { ByKind, Transaction } from '../../store/port.ts';

export interface TurnDone {
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

/** Of a longer message the transcript has the rest, and the end says so. */
const resultMax = 256 * 1_024;

/** What a turn cost, and what it makes of its session. */
export function recordTurn(
  tx: Transaction,
  session: ByKind<'session'>,
  turn: TurnDone,
  turnsMax: number,
): Partial<Session> {
  const record = toTurn(tx, session, turn);
  tx.create('turn', record, { type: 'turn.ended', agent: session.agent, task: session.task });
  dropOldest(tx, record.id, turnsMax);
  const said = turn.error === null ? turn.result : turn.error;
  return {
    turns: session.turns + 1,
    crashes: turn.reason === 'completed' ? 0 : session.crashes,
    lastReason: turn.reason,
    lastResult: shortened(said),
  };
}

function shortened(text: string): string {
  const more = text.length - resultMax;
  if (more <= 0) return text;
  return `${text.slice(0, resultMax)}\n[Cut here: ${more} characters more are in the transcript.]`;
}

/** Law 15. Two for one: a limit that was lowered is reached, too. */
function dropOldest(tx: Transaction, newest: string, turnsMax: number): void {
  for (const { id } of tx.list('turn', { limit: 2 }))
    if (numberOf(newest) - numberOf(id) >= turnsMax) tx.remove('turn', id, { type: 'turn.dropped' });
}

function numberOf(id: string): number {
  return Number(id.slice(1));
}

function toTurn(tx: Transaction, session: ByKind<'session'>, turn: TurnDone): Turn {
  const { usage } = turn;
  const model = turn.model ?? session.profile.model;
  const tokens = {
    inputTokens: usage?.inputTokens ?? null,
    cachedTokens: usage?.cachedTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
  };
  return {
    id: tx.nextId('turn'),
    session: session.id,
    agent: session.agent,
    task: session.task ?? currentTask(tx, session.agent),
    queue: session.queue,
    profile: session.profile.name,
    harness: session.profile.harness,
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
