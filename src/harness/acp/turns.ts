import type { TurnEndReason, TurnInput } from '../driver.ts';
import { failureOf, reasonOf } from './failure.ts';
import { string, type Json } from './json.ts';
import { emit, notify, request, type Link } from './link.ts';
import { withdrawRequests } from './requests.ts';
import type { Turn } from './state.ts';
import { closeCalls } from './tools.ts';
import { turnUsage } from './usage.ts';
import { endWords } from './words.ts';

export function beginTurn(link: Link, { id, text }: TurnInput): void {
  const { state } = link;
  // What came between two turns ends here: it is no part of the next answer.
  settle(link);
  state.turn = {
    id,
    isInterrupted: false,
    isSeen: false,
    last: '',
    error: null,
    tools: 0,
    contextTokens: null,
    contextWindow: null,
    costUsd: null,
    messages: [],
  };
  emit(link, { type: 'turn-start', turn: id });
  const blocks = [...briefing(link), text].map((block) => ({ type: 'text', text: block }));
  state.isBriefingDue = false;
  request(link, 'prompt', 'session/prompt', { sessionId: state.session, prompt: blocks });
}

export function interruptTurn(link: Link): void {
  const { state } = link;
  if (state.turn === null || state.turn.isInterrupted) return;
  state.turn = { ...state.turn, isInterrupted: true };
  notify(link, 'session/cancel', { sessionId: state.session });
  withdrawRequests(link, true);
}

/** The prompt was answered: its turn is over, whatever else still comes. */
export function promptAnswered(link: Link, result: Json): void {
  const { turn } = link.state;
  if (turn === null) return;
  settle(link);
  if (!turn.isSeen) emit(link, { type: 'input', turn: turn.id, state: 'accepted' });
  const usage = turnUsage(link, turn, result);
  const reason = stopReasons[string(result['stopReason']) ?? ''] ?? 'completed';
  // An agent that fails may say so in place of an answer, and call the turn ended well.
  const error = reason === 'completed' && turn.last === '' ? turn.error : null;
  endTurn(link, turn, error === null ? reason : reasonOf(error), error, usage);
}

export function promptRefused(link: Link, error: Json): void {
  const { turn } = link.state;
  if (turn === null) return;
  settle(link);
  const { reason, text } = failureOf(error);
  if (!turn.isSeen) emit(link, { type: 'input', turn: turn.id, state: 'refused', why: text });
  endTurn(link, turn, turn.isInterrupted ? 'interrupted' : reason, text, turnUsage(link, turn, {}));
}

/** The program is gone. */
export function abandonTurn(link: Link): void {
  const { turn } = link.state;
  settle(link);
  withdrawRequests(link, false);
  if (turn === null) return;
  const why = 'The program ended during the turn.';
  endTurn(link, turn, turn.isInterrupted ? 'interrupted' : 'error', why, turnUsage(link, turn, {}));
}

const stopReasons: Readonly<Record<string, TurnEndReason>> = {
  end_turn: 'completed',
  max_tokens: 'max-tokens',
  max_turn_requests: 'max-turns',
  refusal: 'refused',
  cancelled: 'interrupted',
};

function endTurn(
  link: Link,
  turn: Turn,
  reason: TurnEndReason,
  error: string | null,
  usage: ReturnType<typeof turnUsage>,
): void {
  withdrawRequests(link, link.state.phase === 'ready');
  link.state.turn = null;
  link.state.past.messages = turn.messages;
  if (reason === 'rate-limited')
    emit(link, { type: 'rate-limit', blocked: true, until: null, text: error ?? '' });
  emit(link, { type: 'turn-end', turn: turn.id, reason, result: turn.last, error, usage });
}

/** Ends what is being said and done, and remembers its ids: what still comes under them is late. */
function settle(link: Link): void {
  const { state } = link;
  endWords(link);
  closeCalls(link);
  if (state.closed.length > 0) state.past.calls = state.closed;
  state.closed = [];
}

/** ACP has no place for a system prompt: what the agent must know comes before its first prompt. */
function briefing({ state, spec }: Link): readonly string[] {
  if (!state.isBriefingDue) return [];
  const text = [spec.briefing, spec.profile.prompt ?? ''].filter((part) => part !== '').join('\n\n');
  return text === '' ? [] : [text];
}
