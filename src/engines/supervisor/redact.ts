import { createHash } from 'node:crypto';

/** Shorter values would be found in innocent text. */
const secretMin = 8;
const secretName = /KEY|TOKEN|SECRET|PASSWORD/i;

/** What keeps the secrets of an agent out of what is written. */
export interface Redaction {
  /** Takes them out of anything JSON-pure; gives the same value when there are none in it. */
  value<T>(value: T): T;
  /** The same for what is JSON already. */
  json(json: string): string;
  /** Puts a name in the place of each, from which whoever knows the secrets restores it. */
  hidden(json: string): string;
  restored<T>(value: T): T;
}

export function secretsIn(environment: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    secretName.test(name) && value.length >= secretMin ? [value] : [],
  );
}

const same = <T>(value: T): T => value;

export const noRedaction: Redaction = { value: same, json: same, hidden: same, restored: same };

export function createRedaction(secrets: readonly string[]): Redaction {
  if (secrets.length === 0) return noRedaction;
  // As they stand within JSON, the longest first: one may hold another.
  const forms = [...new Set(secrets)]
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .toSorted((one, other) => other.length - one.length);
  const names = new Map(forms.map((form) => [form, nameOf(form)]));
  const values = new Map(forms.map((form) => [nameOf(form), form]));
  const pattern = patternOf(forms);
  const namePattern = patternOf([...values.keys()]);
  const json = (text: string): string => text.replace(pattern, '[redacted]');
  return {
    json,
    value: (value) => mapped(value, json),
    hidden: (text) => text.replace(pattern, (form) => names.get(form) ?? ''),
    restored: (value) => mapped(value, (text) => text.replace(namePattern, (name) => values.get(name) ?? '')),
  };
}

/** Says which secret it is, and nothing about it. */
function nameOf(form: string): string {
  return `[secret ${createHash('sha256').update(form).digest('hex').slice(0, 16)}]`;
}

function patternOf(texts: readonly string[]): RegExp {
  return new RegExp(texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
}

/** Only text within strings changes: the shape stays. */
function mapped<T>(value: T, change: (json: string) => string): T {
  const json = JSON.stringify(value);
  if (json === undefined) return value;
  const changed = change(json);
  return changed === json ? value : (JSON.parse(changed) as T);
}
