import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { createWaiters } from '../waiters.ts';
import type { Connection } from './connection.ts';
import { isBusy, toStoreError } from './errors.ts';
import type { StoreTime } from './time.ts';

/*
 * Wakes waiters when the log grows, in whatever process. The write-ahead file's change is reported just before the
 * commit can be seen, so we look again 1 and 4 ms later; `PRAGMA data_version` every 40 ms catches whatever the file
 * watcher missed. Watcher and timers exist only while somebody waits, and a second
 * longer.
 */
export interface LogWatch {
  wait(after: number, until: number | undefined, signal: AbortSignal): Promise<void>;
  /** This process has committed events up to this one. */
  committed(seq: number): void;
  stop(): void;
}

const laterEventSql = 'SELECT 1 FROM event WHERE seq > ? LIMIT 1';
const secondLookMs = 1;
const lastLookMs = 4;
const fallbackMs = 40;
/** Who waits again and again is spared a new watcher each time. */
const lingerMs = 1_000;

export function createLogWatch(connection: Connection, time: StoreTime): LogWatch {
  const waiters = createWaiters();
  const stopping = new AbortController();
  let waiting = 0;
  let watcher: FSWatcher | undefined;
  let fallback: ReturnType<typeof setInterval> | undefined;
  let looks: ReturnType<typeof setTimeout>[] = [];
  let changedAgain = false;
  let isWatching = false;
  let closing: ReturnType<typeof setTimeout> | undefined;
  let version: unknown;
  let committedSeq = 0;

  const onFileChange = (): void => {
    changedAgain = looks.length > 0;
    if (changedAgain) return;
    waiters.wake();
    looks = [setTimeout(waiters.wake, secondLookMs), setTimeout(lastLook, lastLookMs)];
  };
  const lastLook = (): void => {
    looks = [];
    if (changedAgain) onFileChange();
    else waiters.wake();
  };
  const onFallback = (): void => {
    const current = dataVersion(connection);
    if (current === version && looks.length === 0) return;
    version = current;
    waiters.wake();
  };
  const start = (): void => {
    waiting += 1;
    clearTimeout(closing);
    watcher?.ref();
    fallback?.ref();
    if (isWatching) return;
    isWatching = true;
    version = dataVersion(connection);
    watcher = watchFile(`${connection.file}-wal`, onFileChange);
    fallback = setInterval(onFallback, fallbackMs);
    // A watcher is blind until its thread has begun: what is committed meanwhile is found by the same later looks.
    onFileChange();
  };
  const release = (): void => {
    waiting -= 1;
    if (waiting > 0) return;
    // A process that has nothing else to do may end.
    watcher?.unref();
    fallback?.unref();
    closing = setTimeout(close, lingerMs).unref();
  };
  const close = (): void => {
    clearTimeout(closing);
    isWatching = false;
    watcher?.close();
    watcher = undefined;
    clearInterval(fallback);
    for (const look of looks) clearTimeout(look);
    looks = [];
  };

  return {
    wait: async (after, until, signal) => {
      start();
      try {
        await waiters.wait(
          () => committedSeq > after || hasGrown(connection, after),
          () => (until === undefined ? undefined : until - time.now()),
          AbortSignal.any([signal, stopping.signal]),
        );
      } finally {
        release();
      }
    },
    committed: (seq) => {
      committedSeq = Math.max(committedSeq, seq);
      if (waiting > 0) waiters.wake();
    },
    stop: () => {
      stopping.abort();
      close();
    },
  };
}

/** A look that meets a lock sees nothing yet; the next look comes soon. */
function hasGrown(connection: Connection, after: number): boolean {
  try {
    return connection.row(laterEventSql, after) !== undefined;
  } catch (error) {
    if (isBusy(error)) return false;
    throw toStoreError(error, connection.file);
  }
}

function dataVersion(connection: Connection): unknown {
  try {
    return connection.row('PRAGMA data_version')?.['data_version'];
  } catch (error) {
    if (isBusy(error)) return undefined;
    throw toStoreError(error, connection.file);
  }
}

/** Watches the directory, because the file itself comes and goes. Where nothing can be watched, the fallback serves. */
function watchFile(file: string, onChange: () => void): FSWatcher | undefined {
  const name = basename(file);
  try {
    const watcher = watch(dirname(file), (_event, changed) => {
      if (changed === null || changed === name) onChange();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
