import { boolYaml11Tag, load, NOT_RESOLVED, YAML11_SCHEMA } from 'js-yaml';
import { type Document, LineCounter, parseDocument, type ScalarTag, type Tags } from 'yaml';
import type { PipelineProblem } from '../../domain/pipeline/definition.ts';
import { closest } from '../cli/suggest.ts';
import { lineAt, spanOf } from '../config/locate.ts';

/*
 * One file of a pipeline, as YAML 1.1: `yes` and `on` are booleans there. It is read twice at most: at once by a parser that is
 * quick and knows of no places, and, when there is something to tell of it, by one that knows where everything stands.
 */
export interface Source {
  /** As it is named in errors. */
  readonly file: string;
  readonly data: unknown;
  readonly placed: () => Placed;
}

interface Placed {
  readonly document: Document;
  readonly lines: LineCounter;
}

/** As UTF-8. */
export const sourceBytesMax = 4_000_000;
const aliasesMax = 100;

/** A bare `y` or `n` is text, as to PyYAML, by which such files were written and read. */
const letter = /^[yn]$/i;
const quickSchema = YAML11_SCHEMA.withTags({
  ...boolYaml11Tag,
  resolve: (source, isExplicit, tagName) =>
    letter.test(source) ? NOT_RESOLVED : boolYaml11Tag.resolve(source, isExplicit, tagName),
});

function withoutLetters(tags: Tags): Tags {
  return tags.map((tag) => {
    if (typeof tag !== 'object' || !('test' in tag) || !(tag.test instanceof RegExp)) return tag;
    if (tag.tag !== boolYaml11Tag.tagName) return tag;
    return { ...tag, test: new RegExp(`(?!${letter.source})${tag.test.source}`, 'i') } as ScalarTag; // it was one
  });
}

/** Throws UnreadableSource. */
export function parseSource(file: string, text: string): Source {
  if (Buffer.byteLength(text) > sourceBytesMax)
    throw new UnreadableSource([problemIn(file, 1, 1, `the file is longer than ${sourceBytesMax} bytes`)]);
  if (text.includes('\0')) throw new UnreadableSource([problemIn(file, 1, 1, 'the file is no text')]);
  let known: Placed | undefined;
  const placed = (): Placed => (known ??= parsePlaced(text));
  const quick = parseQuickly(text);
  return { file, data: quick === undefined ? soundData(file, placed()) : quick.data, placed };
}

/** Undefined for what is wrong, and for what has aliases: their number is limited by the other parser. */
function parseQuickly(text: string): { readonly data: unknown } | undefined {
  try {
    return { data: load(text, { schema: quickSchema, maxAliases: 0 }) };
  } catch {
    return undefined;
  }
}

/** How a pipeline is read where it matters where everything stands. */
export const placedOptions = {
  version: '1.1',
  customTags: withoutLetters,
  prettyErrors: false,
  stringKeys: true,
} as const;

function parsePlaced(text: string): Placed {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...placedOptions, lineCounter: lines });
  return { document, lines };
}

/** Aliases are resolved, so many and no more: a small file cannot become a large one. */
function soundData(file: string, { document, lines }: Placed): unknown {
  const errors = document.errors.some(isTooDeep) ? document.errors.slice(0, 1) : document.errors;
  if (errors.length > 0)
    throw new UnreadableSource(
      errors.map((error) => {
        const { line, column } = lineAt(lines, error.pos[0]);
        return problemIn(file, line, column, whatIsWrong(error));
      }),
    );
  try {
    return document.toJS({ maxAliasCount: aliasesMax }) as unknown;
  } catch (error) {
    throw new UnreadableSource([
      problemIn(file, 1, 1, error instanceof Error ? lowerFirst(error.message) : String(error)),
    ]);
  }
}

type SyntaxError = Document['errors'][number];

function isTooDeep({ message }: SyntaxError): boolean {
  return message.includes('call stack');
}

/** Without advice for whoever calls the parser. */
function whatIsWrong(error: SyntaxError): string {
  if (isTooDeep(error)) return 'too many lists or maps within each other';
  if (error.code === 'MULTIPLE_DOCS') return 'a file holds one pipeline, and here another document begins';
  return lowerFirst(error.message.split('\n')[0] ?? error.message);
}

export class UnreadableSource extends Error {
  readonly problems: readonly PipelineProblem[];
  constructor(problems: readonly PipelineProblem[]) {
    super(problems[0]?.text);
    this.problems = problems;
  }
}

export function problemAt(
  { file, placed }: Source,
  path: readonly string[],
  text: string,
  { severity = 'error', isKey = false, guess, fix = fixOf(guess) }: ProblemOptions = {},
): PipelineProblem {
  const { document, lines } = placed();
  const { start, end } = spanOf(document, lines, path, isKey ? 'key' : 'value', asWritten);
  const hint = guess === undefined ? '' : hintOf(guess);
  return {
    file,
    ...start,
    endLine: end.line,
    endColumn: end.column,
    path,
    fix,
    severity,
    text: `${text}${hint}`,
  };
}

/** A word that is none of those which are known: the nearest, or what there is, is told. */
export interface Guess {
  readonly word: string;
  readonly known: readonly string[];
}

interface ProblemOptions {
  readonly severity?: PipelineProblem['severity'];
  readonly isKey?: boolean;
  readonly guess?: Guess;
  readonly fix?: PipelineProblem['fix'];
}

function fixOf(guess: Guess | undefined): PipelineProblem['fix'] {
  const right = guess === undefined ? undefined : closest(guess.word, guess.known);
  return guess === undefined || right === undefined ? null : { wrong: guess.word, right };
}

function hintOf({ word, known }: Guess): string {
  const near = closest(word, known);
  if (near !== undefined) return `; did you mean ${near}?`;
  return known.length === 0 ? '' : `; there are: ${known.slice(0, 20).join(', ')}`;
}

function asWritten(_parents: readonly string[], key: string): string {
  return key;
}

export function problemIn(file: string, line: number, column: number, text: string): PipelineProblem {
  const end = { endLine: line, endColumn: column };
  return { file, line, column, ...end, path: [], fix: null, severity: 'error', text };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
