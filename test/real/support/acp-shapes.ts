/** Fields by kind of message: `update:tool_call` has `toolCallId:string`, `locations[].path:string`, … */
export type Shapes = Map<string, Set<string>>;

/** Adds what these lines of an ACP agent show. */
export function addShapes(shapes: Shapes, lines: readonly string[]): void {
  for (const line of lines) {
    const found = kindOf(JSON.parse(line) as Message); // JSON-RPC
    if (found === null) continue;
    const [kind, body] = found;
    const fields = shapes.get(kind) ?? new Set();
    for (const field of fieldsOf(body, '')) fields.add(field);
    shapes.set(kind, fields);
  }
}

/** What the fake says that no real agent says. */
export function unlike(fake: Shapes, real: Shapes): readonly string[] {
  return [...fake].flatMap(([kind, fields]) => {
    const known = real.get(kind);
    if (known === undefined) return [kind];
    return [...fields].filter((field) => !known.has(field)).map((field) => `${kind} ${field}`);
  });
}

interface Message {
  readonly method?: string;
  readonly params?: { readonly update?: { readonly sessionUpdate?: string } };
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
}

function kindOf({ method, params, result, error }: Message): readonly [string, unknown] | null {
  if (method === 'session/update') return [`update:${params?.update?.sessionUpdate}`, params];
  if (method !== undefined) return [method, params];
  if (error !== undefined) return ['error', error];
  if (result === undefined) return null;
  if ('protocolVersion' in result) return ['answer to initialize', result];
  if ('stopReason' in result) return ['answer to session/prompt', result];
  return 'sessionId' in result ? ['answer to session/new', result] : null;
}

/** Free-form values: what a tool takes and gives is no part of the protocol. */
const free = new Set(['rawInput', 'rawOutput', '_meta', 'data']);

function fieldsOf(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [`${path}:${typeof value}`];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return free.has(key) ? [at] : fieldsOf(inner, at);
  });
}
