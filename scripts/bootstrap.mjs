// Makes a fresh clone usable with nothing but Node and npm. Silent when there is nothing to do.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { alone } from './lib/alone.mjs';
import { executable, filesBelow, findBun, modifiedAt, root } from './lib/project.mjs';
import { capture, run } from './lib/run.mjs';

/** Runs `npm ci` unless node_modules is as new as the lock file; returns the path of Bun. */
export function ensureInstalled() {
  // `npm ci` begins by removing what is there: two at once would leave neither.
  if (!isInstalled()) alone('install', () => isInstalled() || install());
  const bun = findBun();
  if (bun === undefined)
    throw new Error(`no Bun for ${process.platform}-${process.arch}: npm installed no @oven/bun-* package`);
  return bun;
}

/** Builds dist/shoal when it is missing or older than what it is made of; returns its path. */
export function ensureBuilt() {
  const bun = ensureInstalled();
  if (!isBuilt()) alone('build', () => isBuilt() || build(bun));
  return executable;
}

function build(bun) {
  console.error('building dist/shoal …');
  const { code, output } = capture(bun, [join(root, 'scripts/build.ts')]);
  if (code !== 0) throw new Error(`the build failed with exit code ${code}\n${output}`);
}

function isInstalled() {
  const installedAt = modifiedAt(join(root, 'node_modules/.package-lock.json'));
  return findBun() !== undefined && installedAt >= modifiedAt(join(root, 'package-lock.json'));
}

function install() {
  console.error('installing dependencies (npm ci) …');
  const quiet = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = run('npm', quiet, { stdio: ['ignore', 'ignore', 'inherit'], env: process.env });
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`);
}

function isBuilt() {
  const sources = [
    'package-lock.json',
    'package.json',
    'scripts/build.ts',
    ...filesBelow('src'),
    ...filesBelow('web'),
  ];
  const newest = Math.max(...sources.map((path) => modifiedAt(join(root, path))));
  return modifiedAt(executable) >= newest;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) ensureBuilt();
