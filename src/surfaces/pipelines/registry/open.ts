import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ShoalError } from '../../../domain/errors.ts';
import type { PipelineRegistry } from '../../../operations/ports.ts';
import type { Environment } from '../../identity/harness.ts';
import { openDirectory } from './directory.ts';

/** null: this user's own. A directory is read and written as it is, a bare repository and an address are cloned. */
export async function openRegistry(
  where: string | null,
  cwd: string,
  environment: Environment,
): Promise<PipelineRegistry> {
  if (where === null) return openDirectory(ownRegistry(environment), 'your own registry', true);
  if (where.startsWith('-') || where.includes('::')) throw noRegistry(where);
  const path = resolve(cwd, where.startsWith('~/') ? join(homeOf(environment), where.slice(2)) : where);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    return isBare(path) ? clone(path, environment) : openDirectory(path, where);
  if (/^https?:\/\//.test(where) && !where.endsWith('.git')) {
    const { openIndex } = await import('./http.ts');
    return (await openIndex(where)) ?? clone(where, environment);
  }
  if (/^(https?|ssh|git|file):\/\//.test(where) || /^[\w.-]+@[\w.-]+:/.test(where))
    return clone(where, environment);
  if (/^[\w.-]+\/[\w.-]+$/.test(where) && !where.startsWith('.'))
    return clone(`https://github.com/${where}.git`, environment);
  throw noRegistry(where);
}

async function clone(url: string, environment: Environment): Promise<PipelineRegistry> {
  const { openGit } = await import('./git.ts');
  return openGit(url, environment);
}

/** Beside the data of other programs and never in a `.shoal/`: a home directory is no workspace. */
function ownRegistry(environment: Environment): string {
  const data = environment['XDG_DATA_HOME'] || join(homeOf(environment), '.local/share');
  return join(data, 'shoal/registry');
}

function homeOf(environment: Environment): string {
  return environment['HOME'] ?? homedir();
}

function isBare(path: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(path, name)));
}

function noRegistry(where: string): ShoalError {
  return new ShoalError('NOT_FOUND', `${JSON.stringify(where)} is no registry.`, {
    hint: 'Give a directory that is there, a git repository, OWNER/NAME on GitHub, or the URL of an HTTP index.',
  });
}
