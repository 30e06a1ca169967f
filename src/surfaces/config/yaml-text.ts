import { Document, isScalar, type Scalar, visit } from 'yaml';

/** `value` under the keys of a path; `-` makes a list of it. */
export function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => (key === '-' ? [inner] : { [key]: inner }), value);
}

/** On one line, as it stands within a line. `type`: quotes as they were. */
export function flowText(value: unknown, type?: Scalar.Type): string {
  const document = new Document(value);
  visit(document, {
    Collection: (_, node) => {
      node.flow = true;
    },
  });
  if (isScalar(document.contents) && typeof value === 'string' && type?.startsWith('QUOTE'))
    document.contents.type = type;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

interface Form {
  readonly newline: string;
  readonly step: number;
}

/** A map's or list's lines, each with its line break; lists of plain values on one line. */
export function blockLines(value: unknown, indent: number, { newline, step }: Form): string {
  const document = new Document(value);
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
