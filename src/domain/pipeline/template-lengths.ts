/** What a template may make of its variables: characters of a text, or of all that a list holds. */
export const lengthMax = 4_000_000;
export const itemsMax = 10_000;

/** A value of the interpreter. */
interface Value {
  readonly type?: string;
  readonly value: unknown;
}

/** Counted before anything is built of them: a line of a template must not fill the memory of the machine. */
export interface Lengths {
  /** Characters of a value, and of what it holds; more than `lengthMax` is not counted any further. */
  of(value: unknown): number;
  /** What this filter or method would make of it, at most. */
  after(name: string, operand: unknown, args: readonly unknown[]): number;
}

export function createLengths(): Lengths {
  /** Lists never change, and the same one may stand many times in others. */
  const known = new WeakMap<object, number>();

  function of(value: unknown): number {
    if (!isValue(value)) return 1;
    if (typeof value.value === 'string') return value.value.length;
    // The one kind that can change.
    if (value.type === 'NamespaceValue') return 1;
    const counted = known.get(value);
    if (counted !== undefined) return counted;
    known.set(value, 1); // one that holds itself
    const length = lengthOfAll(value.value);
    known.set(value, length);
    return length;
  }

  function lengthOfAll(value: unknown): number {
    const items = Array.isArray(value) || value instanceof Map ? value.values() : [];
    let sum = 1;
    for (const item of items) {
      sum += of(item);
      if (sum > lengthMax) break;
    }
    return sum;
  }

  return {
    of,
    after(name, operand, args) {
      const longest = Math.max(0, ...args.map((arg) => (isNumber(arg) ? Math.abs(arg.value) : of(arg))));
      return of(operand) + placesIn(name, operand, args) * longest;
    },
  };
}

/** How often what is put in by it is put in. */
function placesIn(name: string, operand: unknown, args: readonly unknown[]): number {
  const { value } = isValue(operand) ? operand : { value: null };
  const text = typeof value === 'string' ? value : '';
  switch (name) {
    case 'join':
      return Array.isArray(value) ? value.length : text.length;
    case 'indent':
      return occurrences(text, '\n') + 1;
    case 'replace':
      return occurrences(text, textOf(args[0]));
    case 'tojson':
      return Array.isArray(value) || value instanceof Map ? itemsMax : 1;
    default:
      return 0;
  }
}

function occurrences(text: string, part: string): number {
  if (part === '') return text.length + 1;
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}

function textOf(value: unknown): string {
  return isValue(value) && typeof value.value === 'string' ? value.value : '';
}

function isNumber(value: unknown): value is { readonly value: number } {
  return isValue(value) && typeof value.value === 'number';
}

function isValue(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && 'value' in value;
}
