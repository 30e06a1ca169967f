import { windowOf } from '../../../domain/models.ts';
import type { TranscriptEntry } from '../../../domain/transcript.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type * as contracts from '../../contracts/session.ts';
import type { OutputOf } from '../../define.ts';
import type { Transcripts } from '../../ports.ts';
import { sum } from '../usage/total.ts';

type Row = OutputOf<typeof contracts.sessionList>[number];
export type Live = Pick<
  Row,
  | 'contextTokens'
  | 'contextShare'
  | 'inputTokens'
  | 'outputTokens'
  | 'costUsd'
  | 'costIs'
  | 'compactions'
  | 'turnSince'
  | 'tool'
  | 'planDone'
  | 'planTotal'
>;

const turnsMax = 2_000;
/** Entries looked back for the turn that runs, and for its tool. */
const lookBackMax = 2_000;

/** Of its records, and of the end of its transcript while a turn runs. */
export function liveOf(view: View, session: ByKind<'session'>, transcripts: Transcripts): Live {
  const { id, plan, profile, compactions = 0 } = session;
  const turns = view.list('turn', { where: { session: id }, newestFirst: true, limit: turnsMax });
  const { inputTokens, outputTokens, costUsd, costIs } = sum(turns);
  const last = turns.find(({ contextTokens }) => contextTokens !== null);
  const running = runningTurn(session, transcripts);
  const contextTokens = running.contextTokens ?? last?.contextTokens ?? null;
  const contextWindow = running.contextWindow ?? last?.contextWindow ?? windowOf(profile.model);
  return {
    contextTokens,
    contextShare:
      contextTokens === null || contextWindow === null
        ? null
        : Math.round((contextTokens / contextWindow) * 1_000) / 1_000,
    inputTokens,
    outputTokens,
    costUsd,
    // Of more turns than these the sum is of the latest.
    costIs: turns.length === turnsMax && costIs !== 'unknown' ? 'partial' : costIs,
    compactions,
    turnSince: running.since,
    tool: running.tool,
    planDone: plan?.filter(({ state }) => state === 'done').length ?? null,
    planTotal: plan?.length ?? null,
  };
}

/** Of an agent that Shoal does not run, nothing of it is known. */
export const unknownLive: Live = {
  contextTokens: null,
  contextShare: null,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  costIs: 'unknown',
  compactions: 0,
  turnSince: null,
  tool: null,
  planDone: null,
  planTotal: null,
};

interface RunningTurn {
  readonly since: string | null;
  readonly tool: Live['tool'];
  readonly contextTokens: number | null;
  readonly contextWindow: number | null;
}

const inTurn = new Set<string>(['working', 'waiting', 'suspect']);

function runningTurn({ id, state }: ByKind<'session'>, transcripts: Transcripts): RunningTurn {
  const ended = new Set<unknown>();
  let tool: Live['tool'] = null;
  let usage: Readonly<Record<string, unknown>> | null = null;
  let since: string | null = null;
  let seen = 0;
  for (const entry of inTurn.has(state) ? transcripts.newestFirst(id) : []) {
    seen += 1;
    if (seen > lookBackMax || entry.type === 'turn-end') break;
    if (entry.type === 'usage') usage ??= fieldsOf(entry['usage']);
    if (entry.type === 'tool-result') ended.add(entry['id']);
    if (entry.type === 'tool-call' && tool === null && !ended.has(entry['id'])) tool = toolOf(entry);
    if (entry.type !== 'turn-start') continue;
    since = entry.at;
    break;
  }
  const figure = (name: string): number | null => {
    const value = usage?.[name];
    return typeof value === 'number' ? value : null;
  };
  return { since, tool, contextTokens: figure('contextTokens'), contextWindow: figure('contextWindow') };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null; // read field by field
}

const titleMax = 200;

function toolOf({ name, title, at }: TranscriptEntry): Live['tool'] {
  const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, titleMax) : '');
  return { name: text(name), title: text(title), since: at };
}
