import { chmodSync, createReadStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ShoalError } from '../domain/errors.ts';
import type { FileReport, Place } from '../operations/ports.ts';
import { stateDirName } from './place.ts';
import { statIfThere } from './stat.ts';
import { storeFile } from './store-place.ts';

/** Everything in `.shoal/` is private to this machine and user, but for pipelines: those are shared as the code is. */
const ignoreText = `*
!/pipelines/
!/pipelines/**
!/pipelines.lock.json
/pipelines/*.draft.yaml
`;
/** Of workspaces made before there were pipelines. */
const formerIgnoreText = '*\n';
const ownerOnly = 0o700;

/** One line is appended for each call that a hook let pass because Shoal could not answer. */
export function failOpenFile(stateDir: string): string {
  return join(stateDir, 'hook-fail-open.log');
}

/** Makes `.shoal/` in `root`; what is there already stays. */
export function makeStateDir(root: string): string {
  try {
    return makeDirectory(root);
  } catch (error) {
    throw cannotMake(root, error);
  }
}

function makeDirectory(root: string): string {
  const stateDir = join(root, stateDirName);
  mkdirSync(stateDir, { recursive: true, mode: ownerOnly });
  chmodSync(stateDir, ownerOnly);
  if (readIfThere(join(stateDir, '.gitignore')) === undefined)
    writeFileSync(join(stateDir, '.gitignore'), ignoreText);
  sharePipelines(stateDir);
  return stateDir;
}

/** Lets git see the pipelines, unless somebody wrote what it ignores. */
export function sharePipelines(stateDir: string): void {
  const file = join(stateDir, '.gitignore');
  if (readIfThere(file) === formerIgnoreText) writeFileSync(file, ignoreText);
}

function cannotMake(root: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const options = { hint: 'Make room or take a directory that you may write in.', cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new ShoalError('STORE_FULL', `The disk is full: ${root}.`, options);
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return new ShoalError('STORE_READ_ONLY', `${root} cannot be written.`, options);
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return new ShoalError('STORE_UNSAFE', `${join(root, stateDirName)} is no directory.`, {
      hint: 'Move that file away, then run `shoal init` again.',
      cause: error,
    });
  return error;
}

/** Throws for a `.shoal/` that this user may not enter: what is in it cannot be seen, and is not missing. */
export function requireEntry(stateDir: string): void {
  if (statIfThere(`${stateDir}/.`) !== undefined) return;
  const isOwn = statIfThere(stateDir)?.uid === process.geteuid?.();
  throw new ShoalError('NOT_ALLOWED', `${stateDir} may not be read by this user.`, {
    hint: isOwn
      ? 'Open it again: `shoal doctor --fix`.'
      : 'It belongs to another account: run Shoal as that one, or in a copy of the project that is yours.',
  });
}

export function inspectFiles({ stateDir }: Place): FileReport {
  requireEntry(stateDir);
  const file = storeFile({ stateDir });
  const store = statIfThere(file);
  const failures = readIfThere(failOpenFile(stateDir)) ?? '';
  return {
    storeFile: file,
    exists: store !== undefined,
    bytes: store?.size ?? 0,
    walBytes: statIfThere(`${file}-wal`)?.size ?? 0,
    mode: modeOf(stateDir),
    ignoresItself: ignores(readIfThere(join(stateDir, '.gitignore'))),
    sqliteVersion: process.versions['sqlite'] ?? 'unknown',
    hookFailOpens: failures.split('\n').filter((line) => line !== '').length,
  };
}

function modeOf(stateDir: string): number {
  return (statIfThere(stateDir)?.mode ?? 0) & 0o777;
}

export function repairFiles(place: Place): readonly string[] {
  const done: string[] = [];
  if (modeOf(place.stateDir) !== ownerOnly) {
    chmodSync(place.stateDir, ownerOnly);
    done.push('opened .shoal/ to its owner only');
  }
  const before = inspectFiles(place);
  if (!before.ignoresItself) {
    writeFileSync(join(place.stateDir, '.gitignore'), ignoreText);
    done.push('made .shoal/ ignore itself');
  }
  if (before.hookFailOpens > 0) {
    rmSync(failOpenFile(place.stateDir), { force: true });
    done.push(`forgot ${before.hookFailOpens} unchecked hook calls`);
  }
  return done;
}

export async function* readLines(path: string): AsyncIterable<string> {
  if (path !== '-' && statIfThere(path)?.isFile() !== true) {
    throw new ShoalError('NOT_FOUND', `There is no file ${path}.`, {
      hint: 'Name a file, or - for standard input.',
    });
  }
  const input = path === '-' ? process.stdin : createReadStream(path, 'utf8');
  const { createInterface } = await import('node:readline');
  yield* createInterface({ input, crlfDelay: Infinity });
}

/** Written beside and linked into place when it is whole: a reader never sees half of it, and no file is replaced. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  const { link } = await import('node:fs/promises');
  const draft = `${path}.${process.pid}.part`;
  try {
    await writeDraft(draft, lines);
    await link(draft, path).catch((error: unknown) => {
      throw existsAlready(error)
        ? new ShoalError('CONFLICT', `${path} is there already.`, { hint: 'Give a new name.' })
        : error;
    });
  } finally {
    rmSync(draft, { force: true });
  }
}

async function writeDraft(draft: string, lines: AsyncIterable<string>): Promise<void> {
  const { open } = await import('node:fs/promises');
  const file = await open(draft, 'wx', 0o600);
  try {
    for await (const line of lines) await file.write(`${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

function existsAlready(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function ignores(text: string | undefined): boolean {
  return text !== undefined && text.split(/\r?\n/).includes('*');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
