import type { Usage } from '../driver.ts';
import { number, object, type Json } from './json.ts';
import type { Link } from './link.ts';
import type { Turn } from './state.ts';

interface Counts {
  readonly inputTokens: number;
  readonly cachedTokens: number | null;
  readonly outputTokens: number;
}

/** `usage_update`: how full the context is; its largest size in the turn counts. */
export function takeContext(link: Link, update: Json): void {
  const { turn } = link.state;
  const used = number(update['used']);
  const size = number(update['size']);
  if (turn === null) return takeCost(link, update);
  // 0 comes with a turn that failed or was cancelled, and says nothing.
  if (used !== null && used > 0) turn.contextTokens = Math.max(turn.contextTokens ?? 0, used);
  if (size !== null && size > 0) turn.contextWindow = size;
  const costUsd = costSoFar(update);
  const before = link.state.costUsd;
  link.sink.emit({
    type: 'usage',
    usage: {
      ...unknown,
      contextTokens: turn.contextTokens,
      contextWindow: turn.contextWindow,
      costUsd: costUsd === null || before === null ? null : costUsd - before,
    },
  });
  turn.costUsd = costUsd ?? turn.costUsd;
}

/** The whole turn's usage, from the answer to its prompt. */
export function turnUsage(link: Link, turn: Turn, result: Json): Usage | null {
  const counts = turnCounts(link, turn, countsOf(result));
  const usage = {
    inputTokens: counts?.inputTokens ?? null,
    cachedTokens: counts?.cachedTokens ?? null,
    outputTokens: counts?.outputTokens ?? null,
    contextTokens: turn.contextTokens,
    contextWindow: turn.contextWindow,
    costUsd: turnCost(link, turn),
  };
  return Object.values(usage).every((value) => value === null) ? null : usage;
}

function turnCounts(link: Link, turn: Turn, counts: Counts | null): Counts | null {
  if (counts === null) return null;
  switch (link.dialect.counts) {
    case 'turn':
      return counts;
    case 'last-request':
      return turn.tools === 0 ? counts : null;
    case 'process':
    case 'session':
      return sinceLast(link, counts);
  }
}

function sinceLast(link: Link, counts: Counts): Counts | null {
  const { counted: before, isCounted } = link.state;
  link.state.isCounted = true;
  const now = { ...counts, cachedTokens: counts.cachedTokens ?? 0 };
  link.state.counted = now;
  if (!isCounted) return null;
  return {
    inputTokens: Math.max(0, now.inputTokens - before.inputTokens),
    cachedTokens: counts.cachedTokens === null ? null : Math.max(0, now.cachedTokens - before.cachedTokens),
    outputTokens: Math.max(0, now.outputTokens - before.outputTokens),
  };
}

function countsOf(result: Json): Counts | null {
  const usage = object(result['usage']);
  const input = number(usage['inputTokens']);
  const output = number(usage['outputTokens']);
  if (input !== null && output !== null) return normalised(usage, input, output);
  return geminiCounts(result);
}

/**
 * Agents differ in whether cached and thought tokens are inside the input and the output. The total tells: what it holds
 * beyond the two is what was left out of them.
 */
function normalised(usage: Json, input: number, output: number): Counts {
  const read = number(usage['cachedReadTokens']);
  const cached = (read ?? 0) + (number(usage['cachedWriteTokens']) ?? 0);
  const thought = number(usage['thoughtTokens']) ?? 0;
  const rest = (number(usage['totalTokens']) ?? input + output) - input - output;
  const isCachedApart = cached > 0 && rest >= cached;
  const isThoughtApart = thought > 0 && rest - (isCachedApart ? cached : 0) >= thought;
  return {
    inputTokens: input + (isCachedApart ? cached : 0),
    cachedTokens: read,
    outputTokens: output + (isThoughtApart ? thought : 0),
  };
}

/** Gemini CLI says it outside the protocol's own field. */
function geminiCounts(result: Json): Counts | null {
  const counts = object(object(object(result['_meta'])['quota'])['token_count']);
  const inputTokens = number(counts['input_tokens']);
  const outputTokens = number(counts['output_tokens']);
  if (inputTokens === null || outputTokens === null) return null;
  return { inputTokens, cachedTokens: number(counts['cached_tokens']), outputTokens };
}

/** The agent counts the cost of the whole session; the turn's is what was added. */
function turnCost(link: Link, turn: Turn): number | null {
  const before = link.state.costUsd;
  const after = turn.costUsd;
  link.state.costUsd = after ?? before;
  return after === null || before === null ? null : Math.max(0, after - before);
}

function takeCost(link: Link, update: Json): void {
  link.state.costUsd = costSoFar(update) ?? link.state.costUsd;
}

function costSoFar(update: Json): number | null {
  const cost = object(update['cost']);
  return cost['currency'] === 'USD' ? number(cost['amount']) : null;
}

const unknown: Usage = {
  inputTokens: null,
  cachedTokens: null,
  outputTokens: null,
  contextTokens: null,
  contextWindow: null,
  costUsd: null,
};
