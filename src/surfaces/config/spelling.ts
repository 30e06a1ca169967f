/** Maps whose keys are names that people chose: those are never respelled. */
const named: ReadonlySet<string> = new Set(['profiles', 'queues']);

/** `max_parallel` is `maxParallel`, but for the names of profiles and queues. */
export function canonicalKey(parents: readonly string[], key: string): string {
  const section = parents[0] === 'budgets' ? parents.slice(1) : parents;
  const isChosen = section.length === 1 && named.has(section[0] ?? '');
  return isChosen ? key : key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export interface Respelled {
  readonly value: unknown;
  /** Paths, in canonical spelling, of keys that are there in both spellings. */
  readonly twice: readonly (readonly string[])[];
}

export function canonical(value: unknown, parents: readonly string[] = []): Respelled {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => canonical(item, [...parents, String(index)]));
    return { value: items.map((item) => item.value), twice: items.flatMap(({ twice }) => twice) };
  }
  if (typeof value !== 'object' || value === null) return { value, twice: [] };
  const twice: (readonly string[])[] = [];
  // Without a prototype: a key may be called anything.
  const respelled: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) {
    const path = [...parents, canonicalKey(parents, key)];
    const name = path.at(-1) ?? key;
    const inner = canonical(item, path);
    if (Object.hasOwn(respelled, name)) twice.push(path);
    respelled[name] = inner.value;
    twice.push(...inner.twice);
  }
  return { value: respelled, twice };
}
