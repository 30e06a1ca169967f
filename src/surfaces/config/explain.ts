import { readFileSync } from 'node:fs';
import { ShoalError } from '../../domain/errors.ts';
import type { Config, ExplainedKey } from '../../operations/ports.ts';
import { closest } from '../cli/suggest.ts';
import type { Environment } from '../identity/harness.ts';
import { given, serveVariables } from './environment.ts';
import { knownKeys, schemaAt } from './json-schema.ts';
import { nodeAt, positionOf } from './locate.ts';
import { type Parsed, parseConfig } from './parse.ts';
import { canonicalKey } from './spelling.ts';

/** `profiles.impl.timers.turn` → what is in force and where it comes from. Throws NOT_FOUND for a key that there cannot be. */
export function explainKey(file: string, config: Config, env: Environment, key: string): ExplainedKey {
  const path = parsePath(key);
  const doc = docOf(path);
  const value = inForce(config, path);
  const variable = variableOf(env, path);
  if (variable !== undefined) return { path, value, from: 'environment', where: variable, doc };
  const parsed = parseFile(file);
  const found = parsed === undefined ? undefined : nodeAt(parsed.document, path);
  if (parsed === undefined || found?.depth !== path.length)
    return { path, value, from: 'default', where: null, doc };
  const { line, column } = positionOf(parsed.document, parsed.lines, path, 'key');
  return { path, value, from: 'file', where: `shoal.yaml:${line}:${column}`, doc };
}

/** Words between dots; a key may be spelled in snake_case. */
export function parsePath(key: string): readonly string[] {
  const words = key.split(/[.[\]]+/).filter((word) => word !== '');
  return words.map((word, depth) => canonicalKey(words.slice(0, depth), word));
}

export function docOf(path: readonly string[]): string {
  const at = path.findIndex((_, depth) => schemaAt(path.slice(0, depth + 1)) === undefined);
  if (at === -1) return schemaAt(path)?.description ?? '';
  const known = knownKeys(path.slice(0, at));
  const near = closest(path[at] ?? '', known);
  const parent = path.slice(0, at).join('.');
  throw new ShoalError('NOT_FOUND', `There is no key "${path.slice(0, at + 1).join('.')}" in shoal.yaml.`, {
    hint:
      near !== undefined
        ? `Did you mean ${parent === '' ? near : `${parent}.${near}`}?`
        : `Known${parent === '' ? '' : ` in ${parent}`}: ${known.join(', ')}.`,
  });
}

/** Names in the file that differ from the names in what was made of it. */
const msNames: Readonly<Record<string, string>> = {
  start: 'startMs',
  silence: 'silenceMs',
  tool: 'toolMs',
  turn: 'turnMs',
  afterResult: 'afterResultMs',
};

function inForce(config: Config, path: readonly string[]): unknown {
  let value: unknown = config;
  for (const [depth, key] of path.entries()) {
    if (typeof value !== 'object' || value === null) return null;
    const name = path[depth - 1] === 'timers' ? (msNames[key] ?? key) : key;
    if (!Object.hasOwn(value, name))
      throw missing(path.slice(0, depth + 1), Object.keys(value), config.problems);
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value ?? null;
}

function missing(
  path: readonly string[],
  there: readonly string[],
  [problem]: readonly string[],
): ShoalError {
  if (problem !== undefined)
    return new ShoalError(
      'NOT_FOUND',
      `There is no ${path.join('.')} in force: shoal.yaml has a problem. ${problem}`,
      { hint: 'Put it right; `shoal config check` says all that is wrong.' },
    );
  return new ShoalError('NOT_FOUND', `There is no ${path.join('.')}.`, {
    hint: there.length === 0 ? `${path.slice(0, -1).join('.')} is empty.` : `There are: ${there.join(', ')}.`,
  });
}

function variableOf(env: Environment, path: readonly string[]): string | undefined {
  if (path[0] !== 'serve' || path.length !== 2) return undefined;
  const name = Object.entries(serveVariables).find(([key]) => key === path[1])?.[1];
  return name === undefined || given(env, name) === undefined ? undefined : name;
}

function parseFile(file: string): Parsed | undefined {
  try {
    return parseConfig(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
