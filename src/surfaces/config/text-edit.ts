import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  parseDocument,
  type ParseOptions,
  type DocumentOptions,
  type SchemaOptions,
} from 'yaml';
import { ShoalError } from '../../domain/errors.ts';
import type { ConfigChange } from '../../operations/ports.ts';
import { changeData, sameData } from './data-edit.ts';
import { spelledPath } from './locate.ts';
import { splice, type SpliceOptions } from './splice.ts';

/*
 * Edits YAML as text: only what a change says is touched, every other byte stays. `splice` knows the usual shapes; what it
 * makes is read back and compared with the same change made on the data, so a shape that it does not know cannot do harm.
 * Then, and only then, shoal.yaml is written anew, which keeps comments and order, but not every space.
 */

/** What kind of file it is. */
export interface Dialect extends SpliceOptions {
  readonly file: string;
  readonly parse: ParseOptions & DocumentOptions & SchemaOptions;
  /** The path as the file spells it. */
  readonly spelled: (document: Document, path: readonly string[]) => readonly string[];
  readonly isSame: (one: unknown, other: unknown) => boolean;
  /** May be written anew, which keeps comments and order, but not every space. */
  readonly isRewritten: boolean;
}

const shoalYaml: Dialect = {
  file: 'shoal.yaml',
  parse: { stringKeys: true, prettyErrors: false },
  version: '1.2',
  spelled: spelledPath,
  isSame: sameData,
  keepsEmpty: false,
  isRewritten: true,
};

/** Throws CONFLICT for what cannot be edited: what an alias or a merge key stands for. */
export function editText(text: string, change: ConfigChange, dialect: Dialect = shoalYaml): string {
  const { parse, isRewritten } = dialect;
  const document = parseDocument(text, parse);
  const spelled = { ...change, path: dialect.spelled(document, change.path) };
  const data = document.toJS() as unknown;
  const expected = changeData(data, spelled);
  // Not by the dialect's own measure: a queue without any key is a queue.
  if (isDeepStrictEqual(data, expected) && isNoInsert(change)) return text;
  for (const attempt of isRewritten ? [splice, rewrite] : [splice]) {
    const edited = attempted(() => attempt(text, document, spelled, dialect));
    if (edited !== null && isAsExpected(edited, expected, dialect)) return edited;
  }
  throw new ShoalError(
    'CONFLICT',
    `${change.path.join('.')} of ${dialect.file} cannot be edited by a program.`,
    {
      hint: 'It comes from an anchor or a merge key, or is written in a way of its own: edit the file by hand.',
    },
  );
}

function isNoInsert({ path, insert }: ConfigChange): boolean {
  return insert !== true && path.at(-1) !== '-';
}

function attempted(attempt: () => string | null): string | null {
  try {
    return attempt();
  } catch {
    return null;
  }
}

function isAsExpected(text: string, expected: unknown, { parse, isSame }: Dialect): boolean {
  const document = parseDocument(text, parse);
  return document.errors.length === 0 && isSame(document.toJS() as unknown, expected);
}

/** Goes last: it changes the document. */
function rewrite(_text: string, document: Document, { path, value, insert }: ConfigChange): string | null {
  if (insert === true || path.at(-1) === '-') return null;
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0 });
}
