import { spawn } from 'node:child_process';
import { ShoalError } from '../../domain/errors.ts';
import type { Environment } from '../identity/harness.ts';

interface GitSaid {
  readonly ok: boolean;
  readonly text: string;
  /** There is more than was wanted: the rest was not read. */
  readonly isCut: boolean;
  readonly complaint: string;
}

export type Git = (args: readonly string[], bytesMax?: number) => Promise<GitSaid>;

const timeoutMs = 10_000;
const bytesDefault = 8 * 1_024 * 1_024;

/**
 * What a repository says of itself. An agent may have written its configuration: nothing that this names is run, and no
 * file of it is written. A name is a name, whatever it holds.
 */
const safely = [
  '--no-pager',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
  '-c',
  'diff.external=',
  '-c',
  'submodule.recurse=false',
] as const;

/** `off`: programs of its configuration, by the names of their settings. */
export function gitIn(
  directory: string,
  environment: Environment,
  signal: AbortSignal,
  off: readonly string[] = [],
): Git {
  const own = Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('GIT_')));
  const env = {
    ...own,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    ...asVariables(off),
  };
  return (args, bytesMax = bytesDefault) => {
    const { promise, resolve, reject } = Promise.withResolvers<GitSaid>();
    const child = spawn('git', [...safely, ...args], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      signal,
      env,
    });
    const parts: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    child.stdout.on('data', (part: Buffer) => {
      if (bytes < bytesMax) parts.push(part.subarray(0, bytesMax - bytes));
      bytes += part.length;
      if (bytes > bytesMax) child.kill('SIGKILL');
    });
    child.stderr.on('data', (part: Buffer) => {
      complaint = `${complaint}${part.toString('utf8')}`.slice(-2_000);
    });
    child.on('error', (cause) => reject(notRun(cause)));
    child.on('close', (code, killedBy) => {
      const isCut = bytes > bytesMax;
      const why =
        killedBy === null || isCut ? complaint.trim() : `git took longer than ${timeoutMs / 1_000} s`;
      resolve({
        ok: code === 0 || isCut,
        text: Buffer.concat(parts).toString('utf8'),
        isCut,
        complaint: why,
      });
    });
    return promise;
  };
}

function notRun(cause: NodeJS.ErrnoException): Error {
  if (cause.code !== 'ENOENT') return cause;
  return new ShoalError('CONFLICT', 'git is not on PATH.', {
    hint: 'Install it: what an agent has changed is asked of git.',
    cause,
  });
}

/** Not by `-c`: a name may hold `=`. No value is no program, and false. */
function asVariables(off: readonly string[]): Readonly<Record<string, string>> {
  const each = off.flatMap((name, index) => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, ''],
  ]);
  return { GIT_CONFIG_COUNT: String(off.length), ...Object.fromEntries(each) };
}
