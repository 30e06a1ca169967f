import type { Usage } from '../driver.ts';
import type { Connection, Tokens, TurnUsage } from './state.ts';
import { fieldsAt, numberAt, textAt, type Fields } from './wire.ts';

/** `thread/tokenUsage/updated`: Codex tells the sums of the thread's life and the last request, often twice the same. */
export function takeUsage(connection: Connection, params: Fields): void {
  const { state, sink } = connection;
  const thread = textAt(params, 'threadId') ?? '';
  const usage = fieldsAt(params, 'tokenUsage');
  const last = fieldsAt(usage, 'last');
  const total = toTokens(fieldsAt(usage, 'total'));
  const spent = since(state.totals[thread], total, toTokens(last));
  state.totals[thread] = total;

  const isOwn = thread === state.thread;
  if (isOwn) state.context = numberAt(last, 'totalTokens') ?? state.context;
  // After a resume Codex repeats the last turn's figures: they are no news of a turn that runs.
  const isOfTurn = state.turn !== null && (!isOwn || textAt(params, 'turnId') === state.turn.id);
  if (!isOfTurn || state.turn === null) return;

  const before = state.turn.usage ?? noUsage;
  const request = numberAt(last, 'inputTokens') ?? 0;
  // It comes after each response of the model: what it says from now on is another message, even if the call between them
  // is one that Codex does not show (a command that its sandbox refused).
  if (isOwn) state.turn.isMessageOver = true;
  state.turn.usage = {
    input: before.input + spent.input,
    cached: before.cached + spent.cached,
    output: before.output + spent.output,
    contextTokens: isOwn && request > 0 ? Math.max(before.contextTokens ?? 0, request) : before.contextTokens,
    contextWindow: (isOwn ? numberAt(usage, 'modelContextWindow') : null) ?? before.contextWindow,
  };
  sink.emit({ type: 'usage', usage: toUsage(state.turn.usage) });
}

export function toUsage({ input, cached, output, contextTokens, contextWindow }: TurnUsage): Usage {
  return {
    inputTokens: input,
    cachedTokens: cached,
    outputTokens: output,
    contextTokens,
    contextWindow,
    costUsd: null,
  };
}

const noUsage: TurnUsage = { input: 0, cached: 0, output: 0, contextTokens: null, contextWindow: null };

function toTokens(breakdown: Fields): Tokens {
  return {
    input: numberAt(breakdown, 'inputTokens') ?? 0,
    cached: numberAt(breakdown, 'cachedInputTokens') ?? 0,
    output: numberAt(breakdown, 'outputTokens') ?? 0,
  };
}

/** Without an earlier sum, what the last request took; a sum that fell was set anew, and says nothing. */
function since(before: Tokens | undefined, total: Tokens, last: Tokens): Tokens {
  if (before === undefined) return last;
  return {
    input: Math.max(0, total.input - before.input),
    cached: Math.max(0, total.cached - before.cached),
    output: Math.max(0, total.output - before.output),
  };
}
