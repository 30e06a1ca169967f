import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyTree, isHeld } from '../../domain/lock.ts';
import { overlaps, parsePattern } from '../../domain/path-pattern.ts';
import { resolveCaller } from '../../operations/caller.ts';
import type { Context } from '../../operations/context.ts';
import { agentName } from '../../operations/present.ts';

/*
 * What one session last knew of the locks of others. When the store cannot answer, an unexpired lock in here still
 * refuses an edit; everything else is let pass. One file per session, replaced as a whole.
 */

export interface CachedLock {
  readonly tree: string;
  readonly path: string;
  readonly holderName: string;
  readonly task: string | null;
  readonly taskTitle: string | null;
  /** Epoch ms. */
  readonly expiresAt: number;
}

const forgottenAfterMs = 24 * 60 * 60 * 1000;

/** Writes the file only when something in it has changed. */
export async function keepLocks(context: Context, file: string): Promise<void> {
  const text = JSON.stringify(await locksOfOthers(context));
  if (readText(file) === text) return;
  const draft = `${file}.${process.pid}`;
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

/** The unexpired lock of another that covers the path, as far as the session last knew. */
export function findCachedLock(
  file: string,
  wanted: { tree: string; path: string },
  now: number,
): CachedLock | undefined {
  const pattern = parsePattern(wanted.path);
  return readLocks(file).find(
    (lock) =>
      lock.expiresAt > now &&
      (lock.tree === wanted.tree || lock.tree === everyTree) &&
      overlaps(parsePattern(lock.path), pattern),
  );
}

export function forgetLocks(file: string): void {
  rmSync(file, { force: true });
}

/** Sessions that ended without a word leave their file behind. */
export function forgetOldCaches(directory: string, now: number): void {
  for (const name of listNames(directory)) {
    const path = join(directory, name);
    const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (name.startsWith('locks-') && now - changedAt > forgottenAfterMs) rmSync(path, { force: true });
  }
}

/** Shared locks are in it too: an edit wants the path for itself. */
function locksOfOthers(context: Context): Promise<readonly CachedLock[]> {
  return context.store.read((view) => {
    const self = resolveCaller(view, context).agent?.id;
    const locks = view.list('lock', { where: { repo: context.place.repo } });
    return locks
      .filter((lock) => lock.holder !== self && isHeld(lock, view.now))
      .map(({ tree, path, holder, task, leaseExpiresAt }) => ({
        tree,
        path,
        holderName: agentName(view, holder) ?? holder,
        task,
        taskTitle: task === null ? null : (view.get('task', task)?.title ?? null),
        expiresAt: leaseExpiresAt,
      }));
  });
}

function readLocks(file: string): readonly CachedLock[] {
  const text = readText(file);
  return text === undefined ? [] : (JSON.parse(text) as readonly CachedLock[]); // written by keepLocks, replaced as a whole
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function listNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
