import type { Memory } from './plane.ts';

/*
 * What earlier attempts taught is found by words, without a model: the same memories and the same question give the same
 * answer. A rare word says more than a common one (inverse document frequency), what is newer more than what is older,
 * what worked more than what did not; a failure stays in as a warning.
 */

/** Of a question: each of them is looked up. */
const askedMax = 24;
/** Of a memory: as many as one can hold. */
const keptMax = 2_000;
const halfLifeMs = 14 * 86_400_000;
const outcomeWeight = { done: 1, noted: 0.9, failed: 0.7 } as const satisfies Record<
  Memory['outcome'],
  number
>;
const tagWeight = 0.5;

/** Words of a question that carry meaning, normalised, each once, in order: at most 24. */
export function termsOf(text: string): readonly string[] {
  return wordsOf(text, askedMax);
}

/** Words that a memory is found by: at most 2,000. */
export function keptTermsOf(text: string): readonly string[] {
  return wordsOf(text, keptMax);
}

function wordsOf(text: string, max: number): readonly string[] {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap(parts)
    .filter((word) => word.length > 1 && word.length <= 40 && !stopWords.has(word))
    .map(stem);
  return [...new Set(words)].slice(0, max);
}

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]+/gu;

/** Scripts that put no spaces between words are found by each two neighbouring letters. */
function parts(word: string): readonly string[] {
  const runs = word.match(unspaced);
  if (runs === null) return [word];
  const pairs = runs.flatMap((run) => {
    const letters = Array.from(run);
    return letters.slice(1).map((letter, at) => `${letters[at] ?? ''}${letter}`);
  });
  return [...word.split(unspaced), ...pairs];
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

/** Below this a memory is told unasked only when it shares much with the task. */
const tellMin = 0.2;

/** Whether a memory is worth telling somebody who has not asked: one common word of many shared is not enough. */
export function isWorthTelling(memory: Memory, { terms }: Question, score: number): boolean {
  if (score >= tellMin) return true;
  const shared = terms.filter((term) => memory.terms.includes(term)).length;
  return shared > 0 && shared * 3 >= terms.length;
}

export function shortened(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
