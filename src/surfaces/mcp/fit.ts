/** Cuts a text to at most `max` bytes, and says so. */
export function fitText(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text;
  const note = '\n… cut: ask for less, or for one thing by its id';
  const room = Math.max(0, max - Buffer.byteLength(note));
  const cut = Buffer.from(text)
    .subarray(0, room)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return `${cut}${note}`;
}

/** How long texts and lists may be, from generous to tight. */
const LEVELS = [
  { text: 1_000, items: 50 },
  { text: 400, items: 20 },
  { text: 150, items: 10 },
  { text: 80, items: 5 },
  { text: 40, items: 2 },
  { text: 20, items: 1 },
] as const;

/** Shortens what is long until the value takes at most `max` bytes as JSON; `cut` is set when something is missing. */
export function fitJson(value: Record<string, unknown>, max: number): Record<string, unknown> {
  if (bytes(value) <= max) return value;
  const lean = withoutEmpty(value);
  for (const level of LEVELS) {
    const fitted = { ...(shorten(lean, level) as Record<string, unknown>), cut: true }; // an object stays one
    if (bytes(fitted) <= max) return fitted;
  }
  return { cut: true };
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function shorten(value: unknown, level: (typeof LEVELS)[number]): unknown {
  if (typeof value === 'string') return value.length <= level.text ? value : `${value.slice(0, level.text)}…`;
  if (Array.isArray(value)) {
    const kept = value.slice(0, level.items).map((item) => shorten(item, level));
    return value.length > level.items ? [...kept, `… ${value.length - level.items} more`] : kept;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shorten(field, level)]));
}

/** Without nulls and empty lists: the first to go. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([, field]) => field !== null && !(Array.isArray(field) && field.length === 0),
  );
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutEmpty(field)]));
}
