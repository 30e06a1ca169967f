import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyTree, isHeld } from '../../domain/lock.ts';
import { overlaps, parsePattern } from '../../domain/path-pattern.ts';
import { resolveCaller } from '../../operations/caller.ts';
import type { Context } from '../../operations/context.ts';
import { agentName } from '../../operations/present.ts';
import type { View } from '../../store/port.ts';

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

/** The first line is the place in the log at which the second, the locks, was read. Written only when the locks have changed. */
export async function keepLocks(context: Context, file: string): Promise<void> {
  const [seq, known] = readText(file)?.split('\n') ?? [];
  const fresh = await context.store.read((view) =>
    seq === String(view.lastSeq)
      ? null
      : { seq: view.lastSeq, locks: JSON.stringify(locksOfOthers(view, context)) },
  );
  if (fresh === null || fresh.locks === known) return;
  const draft = `${file}.${process.pid}`;
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(draft, `${fresh.seq}\n${fresh.locks}`, { mode: 0o600 });
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
function locksOfOthers(view: View, context: Context): readonly CachedLock[] {
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
}

function readLocks(file: string): readonly CachedLock[] {
  const [, locks] = readText(file)?.split('\n') ?? [];
  return locks === undefined ? [] : (JSON.parse(locks) as readonly CachedLock[]); // written by keepLocks, replaced as a whole
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
