import { posix } from 'node:path';
import type { PipelineProblem, RuntimeCheck } from '../../domain/pipeline/definition.ts';
import { pipelineSchema } from './schema.ts';
import { parseSource, problemAt, problemIn, type Source, UnreadableSource } from './source.ts';

export interface PipelineFiles {
  /** Text of a file, named from the workspace's root with slashes; undefined when it is not there. Throws for one outside of it. */
  read(path: string): string | undefined;
  /** What is wrong with a runtime, if anything; without it nothing is looked for. */
  readonly runtime?: RuntimeCheck | undefined;
}

export interface Loaded {
  readonly source: Source;
  readonly data: unknown;
  readonly isImported: boolean;
  /** Of its agents those that were asked for; null: all. */
  readonly only: readonly string[] | null;
}

const importsMax = 200;

/** Imported files before those that import them. */
export function load(file: string, files: PipelineFiles, problems: PipelineProblem[]): readonly Loaded[] {
  const loaded: Loaded[] = [];
  function one(path: string, only: readonly string[] | null, above: readonly string[]): Source | string {
    if (above.includes(path)) return `${[...above, path].join(' imports ')}: that has no end`;
    if (loaded.length >= importsMax) return `more than ${importsMax} files`;
    const text = files.read(path);
    if (text === undefined)
      return above.length === 0
        ? 'it leads out of the workspace: it is not read'
        : `there is no file ${path}`;
    const source = parseSource(path, text);
    const { data } = source;
    if (typeof data !== 'object' && data !== undefined)
      return `${path} is no pipeline: that is a map with agents`;
    for (const [index, item] of importsOf(data).entries()) {
      const from = posix.join(posix.dirname(path), item.from);
      const wrong = tried(() => one(from, item.agents ?? null, [...above, path]), problems);
      if (typeof wrong === 'string')
        problems.push(problemAt(source, ['imports', String(index), 'from'], wrong));
    }
    loaded.push({ source, data, isImported: above.length > 0, only });
    return source;
  }
  const wrong = tried(() => one(file, null, []), problems);
  if (typeof wrong === 'string') problems.push(problemIn(file, 1, 1, wrong));
  return loaded;
}

function tried<T>(work: () => T, problems: PipelineProblem[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function importsOf(
  data: unknown,
): readonly { readonly from: string; readonly agents?: readonly string[] | undefined }[] {
  const parsed = pipelineSchema.shape.imports.safeParse(fieldOf(data, 'imports'));
  return parsed.success ? (parsed.data ?? []) : [];
}

export function fieldOf(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, key)
    ? (data as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
