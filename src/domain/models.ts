/*
 * What a model's context window holds and what its tokens cost, where the harness does not say so itself. List prices in
 * US dollars for a million tokens as the vendors published them in November 2026; a figure from here is an estimate and
 * is labelled as one.
 */
interface Model {
  /** The longest prefix of a model's name decides. */
  readonly prefix: string;
  readonly window: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

const models: readonly Model[] = [
  { prefix: 'claude-opus', window: 200_000, input: 5, cached: 0.5, output: 25 },
  { prefix: 'claude-sonnet', window: 200_000, input: 3, cached: 0.3, output: 15 },
  { prefix: 'claude-haiku', window: 200_000, input: 1, cached: 0.1, output: 5 },
  { prefix: 'gpt-5', window: 400_000, input: 1.25, cached: 0.125, output: 10 },
  { prefix: 'gpt-5-mini', window: 400_000, input: 0.25, cached: 0.025, output: 2 },
  { prefix: 'gpt-5-nano', window: 400_000, input: 0.05, cached: 0.005, output: 0.4 },
  { prefix: 'gemini-2.5-pro', window: 1_048_576, input: 1.25, cached: 0.31, output: 10 },
  { prefix: 'gemini-2.5-flash', window: 1_048_576, input: 0.3, cached: 0.075, output: 2.5 },
];

const million = 1_000_000;

/** Tokens that fit into the model's context; null when it is not known. `[1m]` after a name is the long variant. */
export function windowOf(model: string | null): number | null {
  if (model?.endsWith('[1m]') === true) return million;
  return modelOf(model)?.window ?? null;
}

/** US dollars; null when the model or its tokens are not known. `inputTokens` holds the cached ones. */
export function estimateCost(
  model: string | null,
  tokens: {
    readonly inputTokens: number | null;
    readonly cachedTokens: number | null;
    readonly outputTokens: number | null;
  },
): number | null {
  const price = modelOf(model);
  if (price === undefined || tokens.inputTokens === null || tokens.outputTokens === null) return null;
  const cached = Math.min(tokens.cachedTokens ?? 0, tokens.inputTokens);
  const fresh = tokens.inputTokens - cached;
  return (fresh * price.input + cached * price.cached + tokens.outputTokens * price.output) / million;
}

/** Provider prefixes (`anthropic/claude-…`) do not count. */
function modelOf(name: string | null): Model | undefined {
  if (name === null) return undefined;
  const bare = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  return models
    .filter(({ prefix }) => bare.startsWith(prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)[0];
}
