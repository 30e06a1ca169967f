import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Harness } from './harness.ts';

/** Installs the harness into the cache once, and returns the command that starts it. */
export async function ensureInstalled(harness: Harness): Promise<readonly string[]> {
  const dir = join(cacheDir(), `${harness.name}-${harness.version}`);
  if (!existsSync(dir)) await install(harness, dir);
  return harness.command(dir);
}

function cacheDir(): string {
  const { SHOAL_REAL_CACHE, XDG_CACHE_HOME } = process.env;
  return SHOAL_REAL_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'shoal-real');
}

/** Two runs may install at once: each fills its own directory, and the first rename wins. */
async function install(harness: Harness, dir: string): Promise<void> {
  const draft = `${dir}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  // The exact version: with a bare name npm picks an older build to suit an old Node. No script has to run.
  const spec = `${harness.package}@${harness.version}`;
  const npm = Bun.spawn(
    ['npm', 'install', '--prefix', draft, '--ignore-scripts', '--no-audit', '--no-fund', spec],
    {
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
    },
  );
  const [stderr, code] = await Promise.all([npm.stderr.text(), npm.exited]);
  if (code !== 0) throw new Error(`npm could not install ${spec} into ${draft}: ${stderr}`);
  try {
    await rename(draft, dir);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(dir)) throw new Error(`cannot move the install to ${dir}`, { cause });
  }
}
