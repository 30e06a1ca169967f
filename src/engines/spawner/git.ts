import { execFile } from 'node:child_process';
import { ShoalError } from '../../domain/errors.ts';

/** Longer than the checkout of a large repository takes. */
export const gitTimeoutMs = 120_000;
const maxBuffer = 64 * 1_024 * 1_024;

/** What git says, while this process serves others. Throws CONFLICT. */
export function git(directory: string, ...args: readonly string[]): Promise<string> {
  return watchedGit(() => undefined, directory, ...args);
}

/** The same; `started` is told of its process. */
export function watchedGit(
  started: (pid: number | undefined) => void,
  directory: string,
  ...args: readonly string[]
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'utf8', timeout: gitTimeoutMs, maxBuffer } as const;
    const child = execFile('git', ['-C', directory, ...args], options, (cause, stdout, stderr) =>
      cause === null ? resolve(stdout.trim()) : reject(failed(args, cause, stderr)),
    );
    started(child.pid);
  });
}

function failed(args: readonly string[], cause: Error, stderr: string): ShoalError {
  const said = stderr.trim();
  const why = said === '' ? String(cause) : said;
  return new ShoalError('CONFLICT', `git ${args[0] ?? ''} failed: ${why.slice(0, 500)}`, { cause });
}
