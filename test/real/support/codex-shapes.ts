import type { Shapes } from './acp-shapes.ts';

/** Adds what these lines of `codex app-server` show; `written` are the requests that its answers are to. */
export function addCodexShapes(shapes: Shapes, lines: readonly string[], written: readonly string[]): void {
  const methods = new Map(
    written.map((line) => JSON.parse(line) as Message).map(({ id, method }) => [id, method]),
  );
  for (const line of lines) {
    const { id, method, params, result, error } = JSON.parse(line) as Message; // JSON-RPC
    const item = params?.['item'] as { type?: string } | undefined; // of an item's notification
    const kind = method ?? `answer to ${error === undefined ? methods.get(id) : 'error'}`;
    const name = item?.type === undefined ? kind : `${kind} ${item.type}`;
    const fields = shapes.get(name) ?? new Set();
    for (const field of fieldsOf(params ?? result ?? error, '')) fields.add(field);
    shapes.set(name, fields);
  }
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** Each path, and each with its type where it is not null. */
function fieldsOf(value: unknown, path: string): readonly string[] {
  if (value === null || value === undefined) return [path];
  if (Array.isArray(value)) return [`${path}[]`, ...value.flatMap((item) => fieldsOf(item, `${path}[]`))];
  if (typeof value !== 'object') return [path, `${path}:${typeof value}`];
  const inner = Object.entries(value).flatMap(([key, part]) =>
    fieldsOf(part, path === '' ? key : `${path}.${key}`),
  );
  return [path, ...inner];
}
