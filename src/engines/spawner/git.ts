import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ShoalError } from '../../domain/errors.ts';

/** Longer than the checkout of a large repository takes. */
const timeout = 120_000;
const maxBuffer = 64 * 1_024 * 1_024;

/** What git says, while this process serves others. Throws CONFLICT. */
export async function git(directory: string, ...args: readonly string[]): Promise<string> {
  try {
    const options = { encoding: 'utf8', timeout, maxBuffer } as const;
    return (await promisify(execFile)('git', ['-C', directory, ...args], options)).stdout.trim();
  } catch (cause) {
    throw failed(args, cause);
  }
}

function failed(args: readonly string[], cause: unknown): ShoalError {
  const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
  const why = said === '' ? String(cause) : said;
  return new ShoalError('CONFLICT', `git ${args[0] ?? ''} failed: ${why.slice(0, 500)}`, { cause });
}
