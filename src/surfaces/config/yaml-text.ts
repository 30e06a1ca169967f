import { Document, isScalar, Scalar, visit } from 'yaml';

/** `value` under the keys of a path; `-` makes a list of it. */
export function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => (key === '-' ? [inner] : { [key]: inner }), value);
}

/** By which YAML a value is read again. */
export interface ValueForm {
  readonly version: '1.1' | '1.2';
}

/** On one line, as it stands within a line. `type`: quotes as they were. */
export function flowText(value: unknown, { version }: ValueForm, type?: Scalar.Type): string {
  const document = new Document(value, { version });
  visit(document, {
    Collection: (_, node) => {
      node.flow = true;
    },
    Scalar: (_, node) => {
      if (typeof node.value !== 'string') return;
      if (node === document.contents && type?.startsWith('QUOTE') === true) node.type = type;
      if (node.value.includes('\n')) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const text = document.toString({
    lineWidth: 0,
    flowCollectionPadding: false,
    doubleQuotedMinMultiLineLength: Infinity,
  });
  // Line breaks are those between items alone: in texts they are escaped.
  return text
    .trimEnd()
    .replace(/([{[])\n\s*/g, '$1')
    .replace(/,?\n\s*([}\]])/g, '$1')
    .replace(/\n\s*/g, ' ');
}

interface Form extends ValueForm {
  readonly newline: string;
  readonly step: number;
}

/** A map's or list's lines, each with its line break; lists of plain values on one line. */
export function blockLines(value: unknown, indent: number, { newline, step, version }: Form): string {
  const document = new Document(value, { version });
  visit(document, {
    Seq: (key, node) => {
      if (key !== null && node.items.every((item) => isScalar(item))) node.flow = true;
    },
  });
  const text = document.toString({
    lineWidth: 0,
    indent: Math.max(2, step),
    indentSeq: true,
    flowCollectionPadding: false,
  });
  const margin = ' '.repeat(indent);
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? newline : `${margin}${line}${newline}`))
    .join('');
}
