import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ShoalError } from '../../domain/errors.ts';
import type { FileChange, WorkTreeChanges, WorkTrees } from '../../operations/ports.ts';
import type { Environment } from '../identity/harness.ts';
import { parseChangedFiles, splitPatch } from './changed-files.ts';
import { type Git, gitIn } from './git.ts';
import { untrackedChange } from './untracked.ts';

const filesMax = 300;
const fileBytesMax = 100_000;
const allBytesMax = 4_000_000;
/** Of the one file that is asked for. */
const oneBytesMax = 2_000_000;
const namesBytesMax = 4_000_000;

/** Nothing but what the work tree and its repository say now. */
export function openWorkTrees(root: string, environment: Environment): WorkTrees {
  return {
    async changes({ directory, only, signal }) {
      if (!existsSync(directory))
        throw new ShoalError('CONFLICT', `${directory} is not there any more.`, {
          hint: 'Its work tree was removed; what was committed is on its branch.',
        });
      const top = (
        await said(gitIn(directory, environment, signal), ['rev-parse', '--show-toplevel'])
      ).trimEnd();
      refuseElsewhere(directory, top);
      const filters = await filtersOf(gitIn(top, environment, signal));
      const git = gitIn(top, environment, signal, filters);
      const { commit, ...base } = await baseOf(git, top, gitIn(root, environment, signal));
      const names = only === undefined ? [] : ['--', only];
      const tracked = await trackedChanges(git, commit, names, only !== undefined);
      const unknown = await untrackedNames(git, names);
      return { directory: top, ...base, ...(await bounded(top, tracked, unknown, only !== undefined)) };
    },
  };
}

/** A repository may name any directory as its own (`core.worktree`): what is there is nobody's change. */
function refuseElsewhere(directory: string, top: string): void {
  let holder = realpathSync(directory);
  while (!existsSync(join(holder, '.git')) && dirname(holder) !== holder) holder = dirname(holder);
  if (holder === top) return;
  throw new ShoalError('CONFLICT', `The repository of ${directory} says that its files are in ${top}.`, {
    hint: 'See `git config core.worktree` there.',
  });
}

/** Programs through which a repository has git read its files. */
async function filtersOf(git: Git): Promise<readonly string[]> {
  const { text } = await git(['config', '-z', '--name-only', '--get-regexp', '^filter\\..*']);
  return [...new Set(text.split('\0'))].filter((name) => name !== '');
}

type Base = Pick<WorkTreeChanges, 'base' | 'shared'> & { readonly commit: string };

/** Of a work tree of its own: where its branch left that of the project; of a shared one its last commit. */
async function baseOf(git: Git, top: string, atRoot: Git): Promise<Base> {
  const [rootTop, rootHead, head] = await Promise.all([
    atRoot(['rev-parse', '--show-toplevel']),
    atRoot(['rev-parse', '--verify', '--quiet', 'HEAD']),
    git(['rev-parse', '--verify', '--quiet', 'HEAD']),
  ]);
  const shared = rootTop.text.trimEnd() === top;
  if (!head.ok) {
    const empty = (await said(git, ['hash-object', '-t', 'tree', '/dev/null'])).trim();
    return { base: null, shared, commit: empty };
  }
  const own = head.text.trim();
  const left = shared || !rootHead.ok ? null : await git(['merge-base', own, rootHead.text.trim()]);
  const commit = left?.ok === true ? left.text.trim() : own;
  return { base: commit, shared, commit };
}

const diffing = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=dirty', '-M'];

async function trackedChanges(
  git: Git,
  commit: string,
  names: readonly string[],
  isOne: boolean,
): Promise<readonly FileChange[]> {
  const [listed, patch] = await Promise.all([
    git([...diffing, '--raw', '--numstat', '-z', commit, ...names], namesBytesMax),
    git([...diffing, '--patch', '--unified=3', commit, ...names], isOne ? oneBytesMax : allBytesMax),
  ]);
  if (!listed.ok) throw failed(listed.complaint);
  const parts = splitPatch(patch.text);
  // The last part may be half of one.
  const whole = patch.isCut ? parts.length - 1 : parts.length;
  return parseChangedFiles(listed.text).map((file, index) => {
    const part = index < whole ? parts[index] : undefined;
    const diff = part === undefined || file.binary ? '' : fromHunks(part);
    return { ...file, diff, cut: part === undefined };
  });
}

/** Without the lines that say again what the fields say; '' when only a name or mode has changed. */
function fromHunks(part: string): string {
  const at = part.search(/^--- /m);
  return at === -1 ? '' : part.slice(at);
}

async function untrackedNames(git: Git, names: readonly string[]): Promise<readonly string[]> {
  const { ok, text, isCut, complaint } = await git(
    ['ls-files', '--others', '--exclude-standard', '-z', ...names],
    namesBytesMax,
  );
  if (!ok) throw failed(complaint);
  const found = text.split('\0');
  return (isCut ? found.slice(0, -1) : found).filter((name) => name !== '');
}

async function bounded(
  top: string,
  tracked: readonly FileChange[],
  unknown: readonly string[],
  isOne: boolean,
): Promise<Pick<WorkTreeChanges, 'files' | 'moreFiles' | 'cut'>> {
  const fileMax = isOne ? oneBytesMax : fileBytesMax;
  let room = isOne ? oneBytesMax : allBytesMax;
  const files: FileChange[] = [];
  for (const change of tracked.slice(0, filesMax)) {
    const kept = shortened(change, Math.min(room, fileMax));
    room -= kept.diff.length;
    files.push(kept);
  }
  for (const name of unknown.slice(0, filesMax - files.length)) {
    const change = shortened(await untrackedChange(top, name, fileMax), Math.min(room, fileMax));
    room -= change.diff.length;
    files.push(change);
  }
  const moreFiles = tracked.length + unknown.length - files.length;
  return { files, moreFiles, cut: moreFiles > 0 || files.some((file) => file.cut) };
}

/** Whole lines only, so that what is left is a diff still. */
function shortened(change: FileChange, max: number): FileChange {
  if (change.diff.length <= max) return change;
  return { ...change, diff: change.diff.slice(0, change.diff.lastIndexOf('\n', max) + 1), cut: true };
}

async function said(git: Git, args: readonly string[]): Promise<string> {
  const { ok, text, complaint } = await git(args);
  if (!ok) throw failed(complaint);
  return text;
}

function failed(complaint: string): ShoalError {
  const isNone = /not a git repository/i.test(complaint);
  return new ShoalError(
    'CONFLICT',
    isNone ? 'It does not work in a git repository.' : `git could not say: ${complaint.slice(0, 300)}`,
    {
      hint: isNone ? 'What it changed cannot be told without one.' : 'See what git says there: `git status`.',
    },
  );
}
