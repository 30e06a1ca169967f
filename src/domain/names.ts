import { ShoalError } from './errors.ts';

const adjectives =
  'agile amber apt bold bright brisk calm candid civil clear crisp deft eager early fair fleet fond frank fresh gentle glad grand hardy humble idle jolly just keen kind lively loyal lucid mellow merry mild modest neat nimble noble patient placid plain polite prime proud prompt quick quiet ready serene sharp silent sincere sober spry steady still subtle sunny swift tidy tranquil upbeat vivid warm wise witty wry zesty'.split(
    ' ',
  );
const surnames =
  'abel ada babbage backus bayes bell boole borg brouwer cantor cauchy church codd conway curie curry dijkstra dirac emmy erdos euclid euler fermat feynman floyd galois gauss germain godel goldwasser hamilton hamming hardy hilbert hoare hopper hypatia jacobi johnson karp kay kleene knuth lamport lampson leibniz liskov lovelace markov maxwell mccarthy meitner milner minsky naur newton noether ockham pascal peano perlis planck poincare post ramanujan rees ritchie russell scott shannon simon sutherland tarski thompson turing ulam venn weyl wiles wilkes wirth'.split(
    ' ',
  );

const combinations = adjectives.length * surnames.length;
/** Prime, so that every number below `combinations` gives another pair and neighbours look nothing alike. */
const stride = 7919;
export const nameMax = 64;
const namePattern = new RegExp(`^[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]{0,${nameMax - 1}}$`, 'u');

/** The two-word handle of a number: `lucid-knuth`. Numbers beyond all pairs get a third word, a counter. */
export function handleOf(number: number): string {
  const pair = ((number % combinations) * stride) % combinations;
  const handle = `${adjectives[pair % adjectives.length]}-${surnames[Math.floor(pair / adjectives.length)]}`;
  const round = Math.floor(number / combinations);
  return round === 0 ? handle : `${handle}-${round + 1}`;
}

/**
 * A name that can be shown, typed and used as a file name: 1 to 64 letters, digits, dots, dashes and underscores.
 * Throws INVALID_INPUT for anything else, and for what reads like an id.
 */
export function parseName(text: string, what = 'name'): string {
  const name = text.normalize('NFC');
  if (!isWellFormed(name)) throw malformed(text, what);
  if (/^[a-z]?\d+$/i.test(name)) {
    throw new ShoalError('INVALID_INPUT', `"${name}" is no ${what}: it reads like an id.`, {
      hint: 'Choose one with at least two letters, for example `bot-1`.',
    });
  }
  return name;
}

/**
 * A queue is made by its first task, so its name is checked like any other, but may read like an id: queues have none. It
 * is taken as it is written, because shoal.yaml is asked by it. Throws INVALID_INPUT.
 */
export function parseQueueName(text: string): string {
  if (!isWellFormed(text)) throw malformed(text, 'name of a queue');
  return text;
}

function isWellFormed(name: string): boolean {
  return namePattern.test(name) && !name.endsWith('.');
}

function malformed(text: string, what: string): ShoalError {
  return new ShoalError('INVALID_INPUT', `${JSON.stringify(text.slice(0, 80))} is no ${what}.`, {
    hint: 'Use 1 to 64 letters, digits, dots, dashes and underscores; begin with a letter or digit.',
  });
}
