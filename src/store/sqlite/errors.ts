import { ShoalError } from '../../domain/errors.ts';

// Primary result codes: https://www.sqlite.org/rescode.html
const busy = 5;
const locked = 6;
const readOnly = 8;
const ioError = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;
/** SQLITE_IOERR_SHMSIZE: no room for the shared memory file. */
const sharedMemorySize = 4874;

/** True when another connection holds the lock and the call may be tried again. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && ((code & 0xff) === busy || (code & 0xff) === locked);
}

/** True when the database failed, and not a rule. */
export function isDatabaseError(error: unknown): boolean {
  return resultCode(error) !== undefined;
}

/** True when the disk has no room for what was written. */
export function isFull(error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && ((code & 0xff) === full || code === sharedMemorySize);
}

/** A sentence for each way in which a database fails; anything that is not the database's is passed on as it is. */
export function toStoreError(error: unknown, file: string): unknown {
  const code = resultCode(error);
  if (code === undefined) return error;
  if (code === sharedMemorySize) return storeFull(file, error);
  switch (code & 0xff) {
    case full:
      return storeFull(file, error);
    case readOnly:
      return new ShoalError(
        'STORE_READ_ONLY',
        `${file} cannot be written: it or its directory is read-only.`,
        {
          hint: 'Make .shoal writable for this user, or in a sandbox add it to the writable directories; nothing was lost.',
          cause: error,
        },
      );
    case cannotOpen:
      return new ShoalError('STORE_READ_ONLY', `${file} cannot be opened: ${sentence(error)}.`, {
        hint: 'Check that .shoal exists and that this user may read and write it.',
        cause: error,
      });
    case corrupt:
    case notADatabase:
      return storeCorrupt(file, sentence(error), error);
    case ioError:
      return new ShoalError(
        'STORE_CORRUPT',
        `Reading or writing ${file} failed: ${sentence(error)} (code ${code}).`,
        {
          hint: 'Check the disk, then run shoal doctor.',
          cause: error,
        },
      );
    default:
      return new ShoalError('INTERNAL', `${file}: ${sentence(error)} (SQLite code ${code}).`, {
        cause: error,
      });
  }
}

export function storeCorrupt(file: string, what: string, cause?: unknown): ShoalError {
  return new ShoalError('STORE_CORRUPT', `${file} is damaged: ${what}. Nothing was changed.`, {
    hint: 'Run shoal doctor; save what can be read with shoal export, then import it in a new .shoal.',
    cause,
  });
}

export function storeBusy(file: string, waitedMs: number): ShoalError {
  return new ShoalError('BUSY', `Another process kept ${file} locked for ${Math.round(waitedMs)} ms.`, {
    hint: 'Try again; if it stays, look for a stopped process that has the file open (shoal doctor).',
    details: { waitedMs: Math.round(waitedMs) },
  });
}

function storeFull(file: string, cause: unknown): ShoalError {
  return new ShoalError('STORE_FULL', `The disk of ${file} is full: the command was not saved.`, {
    hint: 'Free some space and try again; nothing saved before was lost, and done, release and unlock still work.',
    cause,
  });
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
