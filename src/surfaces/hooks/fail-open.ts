import { appendFileSync, statSync } from 'node:fs';
import type { HookAnswer } from './dialect.ts';
import { findCachedLock } from './lock-cache.ts';
import { cacheFile, type HookSession } from './session.ts';
import { denialText, type Obstacle } from './texts.ts';
import { failOpenFile } from '../workspace-files.ts';

const logBytesMax = 256 * 1024;

/** Shoal cannot answer: the call is let pass, visibly and counted, unless it would write where a lock is known to be. */
export function answerWithoutStore(session: HookSession, error: unknown): HookAnswer {
  const why = error instanceof Error ? error.message : String(error);
  const obstacles = session.event === 'pre-tool-use' ? knownObstacles(session) : [];
  if (obstacles.length > 0) {
    const text = denialText(obstacles, session.now);
    return { deny: `${text}\n(As last known: Shoal cannot answer now: ${why})` };
  }
  count(session, why);
  return { warning: warningText(session, why) };
}

function warningText({ harness, event }: HookSession, why: string): string {
  return `Shoal could not answer and let this pass unchecked (${harness} ${event}): ${why} See \`shoal doctor\`.`;
}

function knownObstacles(session: HookSession): readonly Obstacle[] {
  return session.call.writes.flatMap(({ path }) => {
    const wanted = resolved(session, path);
    const lock = wanted === undefined ? undefined : findCachedLock(cacheFile(session), wanted, session.now);
    if (wanted === undefined || lock === undefined) return [];
    const { path: lockedPath, holderName, task, taskTitle, expiresAt } = lock;
    return [{ path: wanted.path, lockedPath, holderName, task, taskTitle, intent: null, until: expiresAt }];
  });
}

/** Undefined for what cannot be locked anyway. */
function resolved({ outside }: HookSession, path: string): { tree: string; path: string } | undefined {
  try {
    return outside.paths.resolve(path);
  } catch {
    return undefined;
  }
}

/** `doctor` shows how many there were. Where nothing can be written, the warning has to do. */
function count({ place, harness, event, now }: HookSession, why: string): void {
  const file = failOpenFile(place.stateDir);
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax) return;
    appendFileSync(file, `${JSON.stringify({ at: new Date(now).toISOString(), harness, event, why })}\n`, {
      mode: 0o600,
    });
  } catch {
    return;
  }
}
