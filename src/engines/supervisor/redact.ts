/** Shorter values would be found in innocent text. */
const secretMin = 8;
const secretName = /KEY|TOKEN|SECRET|PASSWORD/i;

export interface Redaction {
  /** Takes secrets out of anything JSON-pure; gives the same value when there are none in it. */
  value<T>(value: T): T;
  /** The same for what is JSON already. */
  json(json: string): string;
  text(text: string): string;
}

export function secretsIn(environment: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    secretName.test(name) && value.length >= secretMin ? [value] : [],
  );
}

export const noRedaction: Redaction = { value: (value) => value, json: (json) => json, text: (text) => text };

export function createRedaction(secrets: readonly string[]): Redaction {
  if (secrets.length === 0) return noRedaction;
  // As they stand within JSON, the longest first: one may hold another.
  const forms = [...new Set(secrets)]
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .toSorted((one, other) => other.length - one.length);
  const pattern = new RegExp(forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  const redaction: Redaction = {
    json: (json) => (json.search(pattern) === -1 ? json : json.replace(pattern, '[redacted]')),
    value<T>(value: T): T {
      const json = JSON.stringify(value);
      if (json === undefined) return value;
      const clean = redaction.json(json);
      return clean === json ? value : (JSON.parse(clean) as T); // the same shape: only text within strings changed
    },
    text: (text) => redaction.value(text),
  };
  return redaction;
}
