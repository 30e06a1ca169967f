import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShoalError } from '../../../domain/errors.ts';
import type { PipelineRegistry, PublishedPipeline } from '../../../operations/ports.ts';
import type { Environment } from '../../identity/harness.ts';
import { openDirectory } from './directory.ts';
import { unreadable } from './layout.ts';

const timeoutMs = 120_000;
const pushesMax = 3;

/** A clone of its own, removed when it is disposed of. What is published is one commit, pushed at once. */
export async function openGit(url: string, environment: Environment): Promise<PipelineRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'shoal-registry-'));
  const clone = join(folder, 'registry');
  const remove = (): Promise<void> => Promise.resolve(rmSync(folder, { recursive: true, force: true }));
  try {
    // A link in it could lead anywhere on this machine: it becomes the text of where it leads.
    await git(
      ['clone', '--quiet', '--depth', '1', '-c', 'core.symlinks=false', '--', url, clone],
      folder,
      environment,
    );
  } catch (cause) {
    await remove();
    throw unreadable(url, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const directory = openDirectory(clone, url);
  return {
    ...directory,
    publish: (published) => publish(published, directory, (args) => git(args, clone, environment), url),
    [Symbol.asyncDispose]: remove,
  };
}

/** Another may push in between: what it has then is taken, and ours put on top, unless it is the same version. */
async function publish(
  published: PublishedPipeline,
  directory: PipelineRegistry,
  run: (args: readonly string[]) => Promise<string>,
  url: string,
): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    await directory.publish(published);
    await run(['add', '--', 'pipelines', 'index.json']);
    await run([...identity, 'commit', '--quiet', '-m', `Publish ${published.name} ${published.version}`]);
    try {
      await run(['push', '--quiet', 'origin', 'HEAD']);
      return;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      if (tried >= pushesMax || !/fetch first|non-fast-forward|rejected/i.test(why))
        throw new ShoalError('NOT_ALLOWED', `${url} did not take it: ${why}.`, {
          hint: 'Nothing was published. You may need the right to push there; --local publishes for yourself.',
          cause,
        });
      await run(['fetch', '--quiet', '--depth', '1', 'origin', 'HEAD']);
      await run(['reset', '--quiet', '--hard', 'FETCH_HEAD']);
    }
  }
}

/** Used where git knows of no name: a registry is no place to fail for want of one. */
const identity = ['-c', 'user.useConfigOnly=false', '-c', 'commit.gpgSign=false'] as const;

function git(args: readonly string[], cwd: string, environment: Environment): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn('git', [...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    env: {
      ...environment,
      GIT_TERMINAL_PROMPT: '0',
      // An address such as ext::sh -c … would run a program.
      GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
      GIT_AUTHOR_NAME: environment['GIT_AUTHOR_NAME'] ?? 'shoal',
      GIT_AUTHOR_EMAIL: environment['GIT_AUTHOR_EMAIL'] ?? 'shoal@localhost',
      GIT_COMMITTER_NAME: environment['GIT_COMMITTER_NAME'] ?? 'shoal',
      GIT_COMMITTER_EMAIL: environment['GIT_COMMITTER_EMAIL'] ?? 'shoal@localhost',
    },
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString('utf8')));
  child.stderr.on(
    'data',
    (part: Buffer) => (complained = `${complained}${part.toString('utf8')}`.slice(-4_000)),
  );
  child.on('error', reject);
  child.on('close', (code, signal) => {
    if (code === 0) return resolve(said);
    const lines = complained
      .trim()
      .split('\n')
      .filter((line) => line.trim() !== '');
    const telling =
      lines.find((line) => /^(fatal|error|ERROR|remote):|rejected/.test(line.trim())) ?? lines.at(-1);
    reject(new Error(telling?.trim() ?? `git ended with ${signal ?? code}`));
  });
  return promise;
}
