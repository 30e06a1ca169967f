import { type ErrorCode, errorCodes, errorDocument, ShoalError } from '../../domain/errors.ts';
import type { Globals } from './globals.ts';
import { jsonLine, writeError, writeOut } from './output.ts';
import { literal } from './render/text.ts';

/** Says what went wrong, in the form asked for, and gives the exit code. */
export function report(error: unknown, globals: Pick<Globals, 'json' | 'debug'>): number {
  const known = toShoalError(error);
  if (globals.debug)
    writeError(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  if (!globals.json || !documentWritten(known)) writeError(`${errorText(known)}\n`);
  return errorCodes[known.code].exit;
}

/** False when standard output is what went wrong, such as a file on a full disk. */
function documentWritten(error: ShoalError): boolean {
  try {
    writeOut(jsonLine(error.code === 'NOTHING_TO_DO' ? null : errorDocument(error)));
    return true;
  } catch {
    return false;
  }
}

/** One line what, one line what to do. */
function errorText({ message, hint }: ShoalError): string {
  return [message, ...(hint === undefined ? [] : [hint])].map((line) => literal(line)).join('\n');
}

/** What the disk can say to a path that somebody gave. */
const FILE_ERRORS: Readonly<Record<string, ErrorCode>> = {
  EACCES: 'NOT_ALLOWED',
  EPERM: 'NOT_ALLOWED',
  ENOENT: 'INVALID_INPUT',
  ELOOP: 'INVALID_INPUT',
  EISDIR: 'INVALID_INPUT',
  ENOTDIR: 'INVALID_INPUT',
  ENAMETOOLONG: 'INVALID_INPUT',
  ENOSPC: 'STORE_FULL',
  EROFS: 'STORE_READ_ONLY',
};

/** No stack trace reaches anybody who did not ask for it. */
export function toShoalError(error: unknown): ShoalError {
  if (error instanceof ShoalError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? FILE_ERRORS[String(error.code)] : undefined;
  if (code !== undefined)
    return new ShoalError(code, text, {
      hint: 'Give another path, or make room or rights there.',
      cause: error,
    });
  return new ShoalError('INTERNAL', `A defect in Shoal: ${text}`, {
    hint: 'Please report it with what `--debug` shows. What was saved before is safe.',
    cause: error,
  });
}
