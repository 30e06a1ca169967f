import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './project.mjs';

// Measured: an extra CA file costs every Bun start 1 ms and more, and no child of these scripts but npm needs it.
function environment() {
  const { NODE_EXTRA_CA_CERTS: _unused, ...rest } = process.env;
  return rest;
}

/** Runs a program on this terminal and returns its exit code, 128 + n when signal n ended it. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: environment(), ...options });
  if (result.error) throw result.error;
  return exitCode(result);
}

/** As `run`, but keeps the output and returns it. */
export function capture(program, args, options = {}) {
  const settings = {
    cwd: root,
    encoding: 'utf8',
    env: environment(),
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  };
  const result = spawnSync(program, args, { ...settings, stdio: ['ignore', 'pipe', 'pipe'] });
  if (result.error) throw result.error;
  return { code: exitCode(result), stdout: result.stdout, output: result.stdout + result.stderr };
}

function exitCode(result) {
  return result.status ?? 128 + (constants.signals[result.signal] ?? 0);
}
