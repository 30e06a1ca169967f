import type { Usage } from '../driver.ts';
import { emptyTally, type Context, type State, type Tally } from './state.ts';
import { isObject, number, object, type Json } from './wire.ts';

/** A request of the agent itself has begun. Its usage is repeated on many lines: it counts once, by its message. */
export function countRequest(context: Context, message: string, usage: Json): void {
  const { state } = context;
  const tally = state.usage;
  if (message === '' || tally.request?.message === message) return;
  closeRequest(tally);
  const cached = number(usage['cache_read_input_tokens']) ?? 0;
  const input = inputOf(usage);
  tally.request = { message, input, cached, output: number(usage['output_tokens']) ?? 0 };
  tally.peak = Math.max(tally.peak ?? 0, input);
  context.emit({ type: 'usage', usage: runningUsage(state) });
}

/** The figure at a request's end counts, not the sum of what was said on the way. */
export function countOutput(context: Context, usage: Json): void {
  const { state } = context;
  const output = number(usage['output_tokens']);
  if (state.usage.request === null || output === null) return;
  state.usage.request.output = output;
  context.emit({ type: 'usage', usage: runningUsage(state) });
}

/** After a compaction the context is what it was cut down to. */
export function rebase(tally: Tally, tokensAfter: number | null): void {
  tally.peak = tokensAfter;
}

export function finalUsage(state: State, result: Json): Usage {
  const running = runningUsage(state);
  const since = object(result['model_usage_since_last_result']);
  const models = Object.values(since).filter(isObject);
  const tokens = models.length > 0 ? sumOfModels(models) : sumOfTurn(object(result['usage']));
  const costUsd = costOf(state, result, models);
  state.costUsd = number(result['total_cost_usd']) ?? state.costUsd;
  state.usage = { ...emptyTally };
  return {
    ...tokens,
    contextTokens: running.contextTokens,
    contextWindow: windowOf(object(result['modelUsage']), state.model),
    costUsd,
  };
}

function runningUsage({ usage }: State): Usage {
  const { request } = usage;
  return {
    inputTokens: usage.input + (request?.input ?? 0),
    cachedTokens: usage.cached + (request?.cached ?? 0),
    outputTokens: usage.output + (request?.output ?? 0),
    contextTokens: usage.peak,
    contextWindow: null,
    costUsd: null,
  };
}

function closeRequest(tally: Tally): void {
  const { request } = tally;
  if (request === null) return;
  tally.input += request.input;
  tally.cached += request.cached;
  tally.output += request.output;
}

type Tokens = Pick<Usage, 'inputTokens' | 'cachedTokens' | 'outputTokens'>;

/** `input_tokens` alone is what no cache held. */
function inputOf(usage: Json): number {
  const parts = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'];
  return parts.reduce((sum, key) => sum + (number(usage[key]) ?? 0), 0);
}

function sumOfTurn(usage: Json): Tokens {
  if (number(usage['input_tokens']) === null)
    return { inputTokens: null, cachedTokens: null, outputTokens: null };
  return {
    inputTokens: inputOf(usage),
    cachedTokens: number(usage['cache_read_input_tokens']) ?? 0,
    outputTokens: number(usage['output_tokens']) ?? 0,
  };
}

/** Subagents and side requests included. */
function sumOfModels(models: readonly Json[]): Tokens {
  const sum = (key: string): number => models.reduce((total, model) => total + (number(model[key]) ?? 0), 0);
  return {
    inputTokens: sum('inputTokens') + sum('cacheReadInputTokens') + sum('cacheCreationInputTokens'),
    cachedTokens: sum('cacheReadInputTokens'),
    outputTokens: sum('outputTokens'),
  };
}

/** `total_cost_usd` is of the whole session, after a resume also of what was before it. */
function costOf(state: State, result: Json, models: readonly Json[]): number | null {
  const costs = models.map((model) => number(model['costUSD']));
  if (costs.length > 0 && costs.every((cost) => cost !== null)) return costs.reduce((a, b) => a + b, 0);
  const total = number(result['total_cost_usd']);
  return total === null || state.costUsd === null ? null : Math.max(0, total - state.costUsd);
}

function windowOf(models: Json, model: string | null): number | null {
  const own = model === null ? undefined : models[model];
  const [first] = Object.values(models);
  return number(object(own ?? first)['contextWindow']);
}
