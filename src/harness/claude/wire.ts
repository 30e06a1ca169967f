/** What stands between `{` and `}`: nothing of it is trusted to be there. */
export type Json = Readonly<Record<string, unknown>>;

const nothing: Json = {};

export function object(value: unknown): Json {
  return isObject(value) ? value : nothing;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function texts(value: unknown): string[] {
  return list(value).filter((one) => typeof one === 'string');
}

/** The first line, cut to a length that fits a list. */
export function oneLine(value: string, max = 200): string {
  const [first = ''] = value.trim().split('\n', 1);
  return first.length > max ? `${first.slice(0, max - 1)}…` : first;
}
