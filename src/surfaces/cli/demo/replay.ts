export type Json = Readonly<Record<string, unknown>>;

/** The state that a log gives when it is replayed: the same as the store holds (law 9). */
export class Replay {
  readonly #kinds = new Map<string, Map<string, Json>>();

  constructor(snapshot: readonly { readonly kind: string; readonly body: Json }[]) {
    for (const { kind, body } of snapshot) this.#of(kind).set(String(body['id']), body);
  }

  get(kind: string, id: string): Json | undefined {
    return this.#kinds.get(kind)?.get(id);
  }

  all(kind: string): readonly Json[] {
    return [...(this.#kinds.get(kind)?.values() ?? [])];
  }

  kinds(): readonly string[] {
    return [...this.#kinds.keys()];
  }

  apply({
    kind,
    id,
    change,
  }: {
    readonly kind: string;
    readonly id: string;
    readonly change: Json | null;
  }): void {
    const records = this.#of(kind);
    if (change === null) records.delete(id);
    else records.set(id, { ...records.get(id), ...change });
  }

  #of(kind: string): Map<string, Json> {
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    const made = new Map<string, Json>();
    this.#kinds.set(kind, made);
    return made;
  }
}

export function parseRecord(line: object): { kind: string; body: Json } {
  return line as { kind: string; body: Json }; // an export's line of this form
}

/** Equal as JSON, whatever the order of the fields. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
