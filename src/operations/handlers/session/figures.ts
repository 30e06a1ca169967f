import { windowOf } from '../../../domain/models.ts';
import type { Turn } from '../../../domain/session.ts';
import type { ByKind } from '../../../store/port.ts';
import type * as contracts from '../../contracts/session.ts';
import type { OutputOf } from '../../define.ts';
import type { Transcripts } from '../../ports.ts';
import { sum } from '../usage/total.ts';

type Shown = OutputOf<typeof contracts.sessionShow>;
type Figures = Pick<
  Shown,
  | 'inputTokens'
  | 'cachedTokens'
  | 'outputTokens'
  | 'contextTokens'
  | 'contextWindow'
  | 'costUsd'
  | 'costIs'
  | 'provisional'
>;

/** What its turns cost, and on top of that the one that runs, as far as the harness has said by now. */
export function figuresOf(
  session: ByKind<'session'>,
  turns: readonly Turn[],
  transcripts: Transcripts,
): Figures {
  const { inputTokens, cachedTokens, outputTokens, costUsd, costIs } = sum(turns);
  const last = turns.findLast(({ contextTokens }) => contextTokens !== null);
  const running = runningUsage(session, transcripts);
  const contextWindow = last?.contextWindow ?? windowOf(session.profile.model);
  const past = { inputTokens, cachedTokens, outputTokens, costUsd, costIs };
  if (running === null)
    return { ...past, contextTokens: last?.contextTokens ?? null, contextWindow, provisional: false };
  const figure = (name: string): number | null => {
    const value = running[name];
    return typeof value === 'number' ? value : null;
  };
  return {
    ...past,
    inputTokens: plus(inputTokens, figure('inputTokens')),
    cachedTokens: plus(cachedTokens, figure('cachedTokens')),
    outputTokens: plus(outputTokens, figure('outputTokens')),
    contextTokens: figure('contextTokens') ?? last?.contextTokens ?? null,
    contextWindow: figure('contextWindow') ?? contextWindow,
    provisional: true,
  };
}

function plus(one: number | null, other: number | null): number | null {
  return other === null ? one : (one ?? 0) + other;
}

const inTurn = new Set<string>(['working', 'waiting', 'suspect']);

/** The latest word of the turn that runs; null when none runs, or nothing was said yet. */
function runningUsage(
  { id, state }: ByKind<'session'>,
  transcripts: Transcripts,
): Readonly<Record<string, unknown>> | null {
  if (!inTurn.has(state)) return null;
  for (const { type, usage } of transcripts.newestFirst(id)) {
    if (type === 'turn-end') return null;
    if (type !== 'usage') continue;
    return typeof usage === 'object' && usage !== null ? (usage as Readonly<Record<string, unknown>>) : null; // read field by field
  }
  return null;
}
