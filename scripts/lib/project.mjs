// Where things are, for scripts that run before anything is installed: plain Node, no dependencies.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const executable = join(root, 'dist/shoal');

/** Bun's executable from its platform package, so that no install script has to run; undefined when not installed. */
export function findBun() {
  const folder = join(root, 'node_modules/@oven');
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((name) => name.startsWith(`bun-${process.platform}-`))
    .map((name) => join(folder, name, 'bin/bun'))
    .find((path) => existsSync(path));
}

export function tool(name) {
  return join(root, 'node_modules/.bin', name);
}

/** Files below `folder` (a path relative to the base), as relative paths, sorted. */
export function filesBelow(folder, base = root) {
  const start = join(base, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(base.length)
        .replace(/^\//, ''),
    )
    .sort();
}

export function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
