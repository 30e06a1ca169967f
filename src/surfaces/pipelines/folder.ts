import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ShoalError } from '../../domain/errors.ts';
import { parseName } from '../../domain/names.ts';
import type { ParamValues, PipelineProblem, ReadPipeline } from '../../domain/pipeline/definition.ts';
import type { PipelineDraft, PipelineFile, Pipelines } from '../../operations/ports.ts';
import { replaceFile } from '../config/write.ts';
import { closest } from '../cli/suggest.ts';
import { sharePipelines } from '../workspace-files.ts';
import type { Environment } from '../identity/harness.ts';
import { pipelineJsonSchema } from './json-schema.ts';
import { bundled } from './bundle.ts';
import { changePipeline } from './change.ts';
import { accept, changing, isAccepted, pin, pinnedIn } from './pins.ts';
import { readPipeline } from './read.ts';
import { parseSource, sourceBytesMax, UnreadableSource } from './source.ts';
import { isBelow, isFile, textBelow } from './text-file.ts';

/** Files of pipelines, nearest first: our own, then those of aqm, where they are. */
const folders = ['.shoal/pipelines', '.aqm/pipelines'] as const;
const aqmOwn = '.aqm/agents.yaml';
/** Values of parameters, the ones beside the pipelines first. */
const paramFiles = ['params.yaml', '../params.yaml'] as const;
const ending = /\.ya?ml$/;

/** Pipelines of the workspace at `root`; `cwd`: where paths start. */
export function openPipelines(root: string, cwd: string, environment: Environment): Pipelines {
  const list = (): readonly PipelineFile[] => {
    const found = new Map<string, PipelineFile>();
    for (const folder of folders)
      for (const name of namesIn(join(root, folder)))
        if (!found.has(nameOf(name)))
          found.set(nameOf(name), { name: nameOf(name), file: `${folder}/${name}`, root });
    if (!found.has('default') && existsSync(join(root, aqmOwn)))
      found.set('default', { name: 'default', file: aqmOwn, root });
    return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name));
  };
  return {
    list,
    find(name) {
      const all = list();
      const found = all.find((one) => one.name === name);
      if (found !== undefined) return found;
      throw notFound(name, all);
    },
    at(path) {
      const full = resolve(cwd, path);
      if (!isFile(full)) throw notThere(path);
      const place = realpathSync(full);
      const inside = isBelow(realpathSync(root), place);
      const top = inside ? realpathSync(root) : dirname(place);
      return { name: nameOf(basename(place)), file: slashed(relative(top, place)), root: top };
    },
    aqmDefault: () => stringIn(root, '.aqm/config.yaml', 'default_pipeline'),
    read({ name, file, root: top }, given, runtime) {
      const { values, problems } = kept(top, file);
      const read = (path: string): string | undefined => textBelow(top, path);
      return withProblems(readPipeline(name, file, { read, runtime }, given, ...values), problems);
    },
    text: textIn,
    check(name, text, given = {}, runtime) {
      const file = list().find((one) => one.name === name)?.file ?? ownFile(name);
      const read = (path: string): string | undefined => (path === file ? text : textBelow(root, path));
      const { values, problems } = kept(root, file);
      return withProblems(readPipeline(name, file, { read, runtime }, given, ...values), problems);
    },
    write(name, text) {
      const file = ownFile(parseName(name, 'name of a pipeline'));
      mkdirSync(join(root, dirname(file)), { recursive: true });
      sharePipelines(dirname(join(root, dirname(file))));
      replaceFile(join(root, file), text);
      return { name, file, root };
    },
    rewrite: (pipeline, decide) =>
      changing(root, () => {
        const before = textIn(pipeline);
        const text = decide(before);
        if (text !== before) replaceFile(join(pipeline.root, pipeline.file), text);
        return text !== before;
      }),
    bundle: ({ file, root: top }) => bundled(file, { read: (path) => textBelow(top, path) }),
    change: changePipeline,
    remove: ({ file, root: top }) => rmSync(join(top, file)),
    draft: draftOf,
    fingerprint({ name, file, root: top }) {
      const texts: (readonly [string, string | null])[] = [];
      readPipeline(name, file, {
        read(path) {
          const text = textBelow(top, path);
          texts.push([path, text ?? null]);
          return text;
        },
      });
      return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
    },
    about: aboutText,
    pinned: () => pinnedIn(root),
    pin: (name, pinned) => pin(root, name, pinned),
    isAccepted: (fingerprint) => isAccepted(root, fingerprint),
    accept: (fingerprint, note) => accept(root, fingerprint, note),
    async registry(repo, configured) {
      const { openRegistry } = await import('./registry/open.ts');
      const where = repo === null ? configured : fromRoot(repo, root, cwd);
      return openRegistry(where, root, environment);
    },
    schema: () => ({ ...pipelineJsonSchema() }),
  };
}

/** A directory as it is named from the root, where a pin of it will be read again. */
function fromRoot(repo: string, root: string, cwd: string): string {
  const path = resolve(cwd, repo);
  return isAbsolute(repo) || !existsSync(path) ? repo : slashed(relative(root, path)) || '.';
}

function textIn({ file, root }: PipelineFile): string {
  const text = readable(root, file);
  if (text === undefined)
    throw new ShoalError('NOT_FOUND', `${file} leads out of the workspace.`, {
      hint: 'Put the file itself there.',
    });
  if (Buffer.byteLength(text) > sourceBytesMax)
    throw new ShoalError('INVALID_INPUT', `${file} is longer than ${sourceBytesMax} bytes.`);
  return text;
}

function readable(root: string, file: string): string | undefined {
  try {
    return textBelow(root, file);
  } catch (cause) {
    if (!(cause instanceof UnreadableSource)) throw cause;
    throw new ShoalError('INVALID_INPUT', `${file}: ${cause.message}.`, { cause });
  }
}

/** Beside the pipeline, so that what an editor knows of YAML and of this project counts there too. */
function draftOf({ file, root }: PipelineFile): PipelineDraft {
  const path = file.replace(ending, '.draft.yaml');
  const full = join(root, path);
  return {
    path,
    full,
    text: () => (existsSync(full) ? readFileSync(full, 'utf8') : null),
    write: (text) => replaceFile(full, text),
    remove: () => rmSync(full, { force: true }),
  };
}

function aboutText(text: string): ReturnType<Pipelines['about']> {
  const { data } = parseSource('', text);
  const { description, imports } = (typeof data === 'object' && data !== null ? data : {}) as Record<
    string,
    unknown
  >;
  return {
    description: typeof description === 'string' ? description : null,
    imports: Array.isArray(imports) ? imports.length : 0,
  };
}

function ownFile(name: string): string {
  return `${folders[0]}/${name}.yaml`;
}

function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => ending.test(name) && nameOf(name) !== 'params' && !name.endsWith('.draft.yaml'))
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() !== true)
    .toSorted((a, b) => a.localeCompare(b));
}

function nameOf(file: string): string {
  return file.replace(ending, '');
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

/** Values that stand in files, the nearest first, and what is wrong with such a file. */
function kept(
  root: string,
  file: string,
): { readonly values: readonly ParamValues[]; readonly problems: readonly PipelineProblem[] } {
  const values: ParamValues[] = [];
  const problems: PipelineProblem[] = [];
  for (const name of paramFiles) {
    const path = slashed(join(dirname(file), name));
    try {
      const data = parseSource(path, textBelow(root, path) ?? '').data;
      const plain = Object.entries(data ?? {}).filter(([, value]) => isPlain(value));
      values.push(Object.fromEntries(plain) as ParamValues); // just filtered
    } catch (error) {
      if (!(error instanceof UnreadableSource)) throw error;
      problems.push(...error.problems);
    }
  }
  return { values, problems };
}

/** Nothing runs with values other than those that stand there. */
function withProblems(found: ReadPipeline, problems: readonly PipelineProblem[]): ReadPipeline {
  if (problems.length === 0) return found;
  return { ...found, pipeline: null, problems: [...problems, ...found.problems] };
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** null, too, when the file cannot be read: then it says nothing. */
function stringIn(root: string, file: string, key: string): string | null {
  try {
    const { data } = parseSource(file, textBelow(root, file) ?? '');
    const value = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[key] : null;
    return typeof value === 'string' ? value : null;
  } catch (error) {
    if (error instanceof UnreadableSource) return null;
    throw error;
  }
}

function notFound(name: string, all: readonly PipelineFile[]): ShoalError {
  const names = all.map((one) => one.name);
  const near = closest(name, names);
  return new ShoalError('NOT_FOUND', `There is no pipeline "${name}".`, {
    hint:
      names.length === 0
        ? `Write one to ${ownFile('default')}, or try \`shoal pipeline create ${/^[\w-]+$/.test(name) ? name : 'NAME'}\`.`
        : near === undefined
          ? `There are: ${names.join(', ')}.`
          : `Did you mean ${near}?`,
  });
}

function notThere(path: string): ShoalError {
  return new ShoalError('NOT_FOUND', `There is no file ${path}.`, {
    hint: 'Name the file of a pipeline, or a pipeline with --pipeline NAME.',
  });
}
