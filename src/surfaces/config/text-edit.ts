import { type Document, parseDocument } from 'yaml';
import { ShoalError } from '../../domain/errors.ts';
import type { ConfigChange } from '../../operations/ports.ts';
import { changeData, sameData } from './data-edit.ts';
import { spelledPath } from './locate.ts';
import { splice } from './splice.ts';

/*
 * Edits YAML as text: only what a change says is touched, every other byte stays. `splice` knows the usual shapes; what it
 * makes is read back and compared with the same change made on the data, so a shape that it does not know cannot do harm.
 * Then, and only then, the document is written anew, which keeps comments and order, but not every space.
 */

const options = { stringKeys: true, prettyErrors: false } as const;

/** Throws CONFLICT for what neither can edit: what an alias or a merge key stands for. */
export function editText(text: string, change: ConfigChange): string {
  const document = parseDocument(text, options);
  const spelled = { ...change, path: spelledPath(document, change.path) };
  const expected = changeData(document.toJS() as unknown, spelled);
  if (sameData(document.toJS(), expected) && isNoInsert(change)) return text;
  for (const attempt of [splice, rewrite]) {
    const edited = attempted(() => attempt(text, parseDocument(text, options), spelled));
    if (edited !== null && isAsExpected(edited, expected)) return edited;
  }
  throw new ShoalError('CONFLICT', `${change.path.join('.')} of shoal.yaml cannot be edited by a program.`, {
    hint: 'It comes from an anchor or a merge key: edit the file by hand.',
  });
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

function isAsExpected(text: string, expected: unknown): boolean {
  const document = parseDocument(text, options);
  return document.errors.length === 0 && sameData(document.toJS() as unknown, expected);
}

function rewrite(_text: string, document: Document, { path, value, insert }: ConfigChange): string | null {
  if (insert === true || path.at(-1) === '-') return null;
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0 });
}
