/** Shorter values would be found in innocent text. */
const secretMin = 8;
const secretName = /KEY|TOKEN|SECRET|PASSWORD/i;

/** Takes secrets out of anything JSON-pure; gives the same value when there are none in it. */
export type Redact = <T>(value: T) => T;

export function secretsIn(environment: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    secretName.test(name) && value.length >= secretMin ? [value] : [],
  );
}

export function createRedact(secrets: readonly string[]): Redact {
  if (secrets.length === 0) return (value) => value;
  // As they stand within JSON, the longest first: one may hold another.
  const forms = [...new Set(secrets)]
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .toSorted((one, other) => other.length - one.length);
  const pattern = new RegExp(forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  return <T>(value: T): T => {
    const json = JSON.stringify(value);
    if (json === undefined || json.search(pattern) === -1) return value;
    return JSON.parse(json.replace(pattern, '[redacted]')) as T; // the same shape: only text within strings changed
  };
}
