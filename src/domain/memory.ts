import type { Memory } from './plane.ts';

/*
 * What earlier attempts taught is found by words, without a model: the same memories and the same question give the same
 * answer. A rare word says more than a common one (inverse document frequency), what is newer more than what is older,
 * what worked more than what did not; a failure stays in as a warning.
 */

const termsMax = 24;
const halfLifeMs = 14 * 86_400_000;
const outcomeWeight = { done: 1, noted: 0.9, failed: 0.7 } as const satisfies Record<
  Memory['outcome'],
  number
>;
const tagWeight = 0.5;

/** Words that carry meaning, normalised, each once, in order: at most 24. */
export function termsOf(text: string): readonly string[] {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && word.length <= 40 && !stopWords.has(word))
    .map(stem);
  return [...new Set(words)].slice(0, termsMax);
}

/** English endings that seldom change what a word is about. */
function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1);
  return word;
}

const stopWords: ReadonlySet<string> = new Set(
  'the and for with from that this into not but are was were has have had its you your our all any can will should must when then than too use add task'.split(
    ' ',
  ),
);

export interface Question {
  readonly terms: readonly string[];
  readonly tags: readonly string[];
}

/** How well a memory answers; 0 when it shares neither a word nor a tag. `known`: memories that hold each word. */
export function relevance(
  memory: Memory,
  question: Question,
  known: ReadonlyMap<string, number>,
  now: number,
): number {
  const words = question.terms.filter((term) => memory.terms.includes(term));
  const shared = words.reduce((sum, term) => sum + 1 / Math.log2(2 + (known.get(term) ?? 1)), 0);
  const tags = memory.tags.filter((tag) => question.tags.includes(tag)).length * tagWeight;
  if (shared + tags === 0) return 0;
  const recency = 0.5 ** (Math.max(0, now - memory.createdAt) / halfLifeMs);
  return (shared + tags) * outcomeWeight[memory.outcome] * (0.5 + recency / 2);
}
