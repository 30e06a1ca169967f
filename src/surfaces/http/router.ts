import type { Result, Router } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';

/** Of these methods alone: a caller can name any. */
const kept: ReadonlySet<string> = new Set(['GET', 'POST']);

/** A path that names nothing is looked up once; the trie is searched at each request for the others. */
export function createRouter<T>(): Router<T> {
  const trie = new TrieRouter<T>();
  const fixed = new Set<string>();
  const found = new Map<string, Result<T>>();
  return {
    name: 'fixed paths once',
    add(method, path, handler) {
      if (!/[:*]/.test(path)) fixed.add(path);
      trie.add(method, path, handler);
    },
    match(method, path) {
      const key = `${method} ${path}`;
      const known = found.get(key);
      if (known !== undefined) return known;
      const result = trie.match(method, path);
      if (fixed.has(path) && kept.has(method)) found.set(key, result);
      return result;
    },
  };
}
