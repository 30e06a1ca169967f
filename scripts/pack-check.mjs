// The package as a user meets it: packed, installed globally into an empty prefix, called from an empty directory.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './bootstrap.mjs';
import { root } from './lib/project.mjs';
import { capture } from './lib/run.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'shoal-pack-'));
try {
  ensureBuilt();
  console.log(`shoal ${checkPackage()} installs and runs from an empty directory`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function checkPackage() {
  const prefix = join(scratch, 'prefix');
  const empty = join(scratch, 'empty');
  mkdirSync(empty);
  mkdirSync(prefix);
  const packed = JSON.parse(
    succeed('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch]),
  );
  const { filename, version } = Array.isArray(packed) ? packed[0] : Object.values(packed)[0];
  const settings = ['--prefix', prefix, '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  succeed('npm', ['install', '--global', ...settings, join(scratch, filename)]);
  const printed = succeed(join(prefix, 'bin/shoal'), ['--version'], { cwd: empty }).trim();
  if (!printed.includes(version))
    throw new Error(`shoal --version printed ${JSON.stringify(printed)}, not ${version}`);
  return version;
}

function succeed(program, args, options = {}) {
  const result = capture(program, args, { cwd: root, env: process.env, ...options });
  if (result.code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with exit code ${result.code}\n${result.output}`);
  return result.stdout;
}
