import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

const STATIC_IMPORT =
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;
const DYNAMIC_IMPORT = /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

/** Every module a file names: statically, dynamically, or for a type alone. */
export function importsOf(code: string): string[] {
  const text = withoutComments(code);
  return [STATIC_IMPORT, DYNAMIC_IMPORT].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? ''),
  );
}

/** A relative specifier as a path from `base`; a package name unchanged. */
export function resolveImport(base: string, file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return relative(base, resolve(base, dirname(file), specifier));
}

/** Blanks comments, and keeps line numbers. Line comments count only after white space: `https://` is no comment. */
export function withoutComments(code: string): string {
  return code
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/.*$/gm, '$1');
}

export function readCode(base: string, file: string): string {
  return readFileSync(resolve(base, file), 'utf8');
}
