import { columns, literal, literalBlock, type Style } from './style.ts';

/** A readable form of any answer: for operations that need no better one. */
export function renderGeneric(answer: unknown, style: Style): string {
  if (answer === null || answer === undefined) return 'Nothing.';
  if (Array.isArray(answer)) return answer.length === 0 ? 'Nothing.' : renderRows(answer, style);
  if (typeof answer !== 'object') return oneLine(answer);
  return renderFields(answer as Readonly<Record<string, unknown>>, style); // an object, by the line above
}

function renderFields(fields: Readonly<Record<string, unknown>>, style: Style): string {
  const entries = Object.entries(fields).filter(([, value]) => !isEmpty(value));
  const short = entries
    .filter(([, value]) => !isLong(value))
    .map(([key, value]) => [words(key), oneLine(value)]);
  const long = entries
    .filter(([, value]) => isLong(value))
    .map(([key, value]) => `${words(key)}\n${longForm(value, style)}`);
  return [...(short.length === 0 ? [] : [columns(style, short)]), ...long].join('\n');
}

function renderRows(rows: readonly unknown[], style: Style): string {
  const [first] = rows;
  if (typeof first !== 'object' || first === null) return rows.map((row) => oneLine(row)).join('\n');
  const objects = rows as readonly Readonly<Record<string, unknown>>[]; // lists of an answer hold one shape
  const keys = Object.keys(first).filter((key) => objects.some((row) => !isEmpty(row[key])));
  return columns(
    style,
    objects.map((row) => keys.map((key) => oneLine(row[key]))),
    { heading: keys.map(words) },
  );
}

function longForm(value: unknown, style: Style): string {
  if (typeof value === 'string') return literalBlock(value);
  return renderGeneric(value, style)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

function oneLine(value: unknown): string {
  if (isEmpty(value)) return '-';
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return literal(value.join(', '));
  return literal(typeof value === 'string' ? value : JSON.stringify(value));
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function isLong(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\n') || value.length > 100;
  return (
    typeof value === 'object' &&
    value !== null &&
    !(Array.isArray(value) && value.every((item) => typeof item !== 'object'))
  );
}

/** `leaseExpiresAt` → `lease expires at`. */
function words(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
