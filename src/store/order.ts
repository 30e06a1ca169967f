import { kindSpecs, type Kind } from '../domain/kinds.ts';
import { numberOf } from './change.ts';

/*
 * The order of ids, the same in every store and after any move: a counted id by its number, any other id with its
 * digits read as numbers, so that m9:a7 comes before m10:a7.
 */

/** Sorts as the id does: a number for a kind with counted ids, else text to be compared by code points. */
export type OrderKey = number | string;

/** Undefined when no record of the kind can have this id. */
export function orderKey(kind: Kind, id: string): OrderKey | undefined {
  const prefix = kindSpecs[kind].prefix;
  return prefix === undefined ? naturalKey(id) : numberOf(prefix, id);
}

export function compareKeys(a: OrderKey, b: OrderKey): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareCodePoints(String(a), String(b));
}

/** Each run of digits gets its length put in front, which makes text order number order and stays reversible. */
function naturalKey(id: string): string {
  if (!hasDigit(id)) return id;
  return id.replaceAll(/\d{1,99}/g, (run) => String(run.length).padStart(2, '0') + run);
}

/** A loop, because the first use of a regular expression compiles it, and most processes live for one command. */
function hasDigit(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text[at]! >= '0' && text[at]! <= '9') return true;
  return false;
}

/** As the bytes of UTF-8 compare; plain `<` differs from that beyond U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
