import { readlinkSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ShoalError } from '../domain/errors.ts';
import type { PathResolver, Place } from '../operations/ports.ts';
import { stateDirName, treeOf } from './place.ts';
import { lstatIfThere, statIfThere } from './stat.ts';

const lengthMax = 4096;
const linksMax = 40;
/** What the lock rules read as a pattern. Brackets are not: they occur in real file names. */
const patternCharacters = /[*?{]/;

/**
 * Resolves what was written to the one name that a file has: relative to its checkout, '/'-separated, symbolic links and
 * `..` followed as the system does, spelled in one case on a disk that ignores it. A directory ends in '/'; from the
 * first pattern character on, the text stays as written.
 */
export function createPathResolver(place: Place): PathResolver {
  return {
    resolve(text) {
      check(text);
      const { real, pattern } = follow(text, place.cwd);
      const tree = treeOf(real, place.root, place.repo);
      if (tree === undefined) throw outside(text, place.tree);
      const path = relative(tree, real).split(sep).join('/');
      const isDirectory =
        pattern === null && (/[/\\]$/.test(text) || statIfThere(real)?.isDirectory() === true);
      return { tree, path: oneCase(finish(path, pattern, isDirectory), tree) };
    },
  };
}

function check(text: string): void {
  if (text === '') throw invalid('The path is empty.', 'Name a file, a directory or a pattern.');
  if (/[\u0000-\u001f\u007f]/.test(text))
    throw invalid(
      `The path ${JSON.stringify(text.slice(0, 200))} holds control characters.`,
      'Write the path as it is on disk.',
    );
  if (text.length > lengthMax)
    throw invalid(
      `The path has ${text.length} characters, at most ${lengthMax} are allowed.`,
      'Lock a directory instead.',
    );
}

interface Followed {
  /** Real path as far as the text names one file or directory. */
  readonly real: string;
  /** The rest, from the first part that holds a pattern. */
  readonly pattern: string | null;
}

function follow(text: string, cwd: string): Followed {
  const parts = text.split(sep === '\\' ? /[/\\]+/ : /\/+/).filter((part) => part !== '' && part !== '.');
  let real = isAbsolute(text) ? rootOf(text) : realpathSync(cwd);
  for (const [index, part] of parts.entries()) {
    if (isPattern(real, part)) return { real, pattern: patternFrom(parts.slice(index), text) };
    real = part === '..' ? dirname(real) : step(real, part, 0);
  }
  return { real, pattern: null };
}

/** A file of that very name comes first: some routers use such names. */
function isPattern(directory: string, part: string): boolean {
  return patternCharacters.test(part) && lstatIfThere(join(directory, part)) === undefined;
}

function patternFrom(parts: readonly string[], text: string): string {
  if (parts.includes('..'))
    throw invalid(
      `The pattern ${JSON.stringify(text)} goes up after a pattern character.`,
      'Write it without `..` there.',
    );
  return parts.join('/');
}

/** One part further, through a symbolic link even when what it points to is not there yet. */
function step(directory: string, part: string, links: number): string {
  const path = join(directory, part);
  const kind = lstatIfThere(path);
  if (kind === undefined) return path;
  if (!kind.isSymbolicLink()) return realpathSync.native(path);
  if (links >= linksMax)
    throw invalid(`${path} goes through more than ${linksMax} symbolic links.`, 'Name the file itself.');
  const target = readlinkSync(path);
  let real = isAbsolute(target) ? rootOf(target) : directory;
  for (const next of target.split(/[/\\]+/).filter((word) => word !== '' && word !== '.')) {
    real = next === '..' ? dirname(real) : step(real, next, links + 1);
  }
  return real;
}

function rootOf(path: string): string {
  return sep === '\\' ? path.slice(0, 3) : '/';
}

function finish(path: string, pattern: string | null, isDirectory: boolean): string {
  if (pattern !== null) return path === '' ? pattern : `${path}/${pattern}`;
  if (path === '') return '**';
  return isDirectory ? `${path}/` : path;
}

/** Whether the disk ignores case is asked of a name that every checkout has. */
function oneCase(path: string, tree: string): string {
  const isFolded = ['.GIT', stateDirName.toUpperCase()].some(
    (name) => statIfThere(join(tree, name)) !== undefined,
  );
  return isFolded ? path.normalize('NFC').toLowerCase() : path;
}

function outside(text: string, tree: string): ShoalError {
  return invalid(
    `${JSON.stringify(text)} lies outside the checkout ${tree}.`,
    'Locks are for files of this repository and its worktrees.',
  );
}

function invalid(message: string, hint: string): ShoalError {
  return new ShoalError('INVALID_INPUT', message, { hint });
}
