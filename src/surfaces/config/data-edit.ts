import { isDeepStrictEqual } from 'node:util';
import type { ConfigChange } from '../../operations/ports.ts';

type Data = Record<string, unknown>;

/** The same change made on plain data. */
export function changeData(data: unknown, change: ConfigChange): unknown {
  const [key, ...rest] = change.path;
  if (key === undefined) return change.value;
  if (Array.isArray(data)) return changeList(data, key, { ...change, path: rest });
  const map: Data = { ...(isObject(data) ? data : {}) };
  const value = changeData(startOf(map[key], rest), { ...change, path: rest });
  if (value === undefined) delete map[key];
  else map[key] = value;
  return map;
}

/** What is not there yet begins as a list when an item is to be put in. */
function startOf(value: unknown, rest: readonly string[]): unknown {
  if (value === undefined || value === null) return rest[0] === '-' ? [] : value;
  return value;
}

function changeList(list: readonly unknown[], key: string, change: ConfigChange): readonly unknown[] {
  const at = key === '-' ? list.length : Number(key);
  if (change.path.length === 0 && change.insert === true) return list.toSpliced(at, 0, change.value);
  const value = changeData(list[at], change);
  return value === undefined ? list.toSpliced(at, 1) : list.toSpliced(at, 1, value);
}

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null;
}

/** An empty map, an empty list and nothing at all are the same. */
export function sameData(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(withoutEmpty(a), withoutEmpty(b));
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutEmpty);
  if (!isObject(value)) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, withoutEmpty(item)] as const)
    .filter(([, item]) => item !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
