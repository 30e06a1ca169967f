import { type Document, LineCounter, parseDocument } from 'yaml';
import { knownKeys } from './json-schema.ts';
import { lineAt, type Position, positionOf } from './locate.ts';
import { type Problem, problemsOf } from './problems.ts';
import { crossCheck, resolve, type Resolved } from './resolve.ts';
import { fileSchema } from './schema.ts';
import { canonical } from './spelling.ts';

/** A file as text, understood as far as it goes. */
export interface Parsed {
  readonly document: Document;
  readonly lines: LineCounter;
  /** null when there are problems. */
  readonly config: Resolved | null;
  readonly problems: readonly LocatedProblem[];
}

interface LocatedProblem extends Position {
  readonly text: string;
}

const bytesMax = 1_000_000;

export function parseConfig(text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text.length > bytesMax ? '' : text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  if (text.length > bytesMax)
    return refused(document, lines, [
      { line: 1, column: 1, text: `the file is longer than ${bytesMax} bytes` },
    ]);
  const wrong = [...document.errors, ...document.warnings];
  if (wrong.length > 0)
    return refused(
      document,
      lines,
      wrong.map(({ message, pos }) => ({ ...lineAt(lines, pos[0]), text: lowerFirst(message) })),
    );
  const { config, problems } = check(document);
  return { document, lines, config, problems: located(document, lines, problems) };
}

function refused(document: Document, lines: LineCounter, problems: readonly LocatedProblem[]): Parsed {
  return { document, lines, config: null, problems };
}

function check(document: Document): { config: Resolved | null; problems: readonly Problem[] } {
  const { value, twice } = canonical(toData(document));
  const spelled = twice.map((path) => ({ path, isKey: true, text: `${path.join('.')} is given twice` }));
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success)
    return { config: null, problems: [...spelled, ...problemsOf(parsed.error.issues, value, knownKeys)] };
  const problems = [...spelled, ...crossCheck(parsed.data)];
  return { config: problems.length === 0 ? resolve(parsed.data) : null, problems };
}

/** Aliases are resolved, so many and no more: a small file cannot become a large one. */
function toData(document: Document): unknown {
  return (document.toJS({ maxAliasCount: 100 }) as unknown) ?? {};
}

function located(
  document: Document,
  lines: LineCounter,
  problems: readonly Problem[],
): readonly LocatedProblem[] {
  return problems
    .map(({ path, text, isKey }) => ({ ...positionOf(document, lines, path, isKey ? 'key' : 'value'), text }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function lowerFirst(text: string): string {
  const line = text.split('\n')[0] ?? text;
  return line.charAt(0).toLowerCase() + line.slice(1);
}
