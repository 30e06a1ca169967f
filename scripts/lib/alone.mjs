import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './project.mjs';

const askedAgainMs = 200;

/** Does it while no other process of this clone does it; waits for one that does. */
export function alone(what, work) {
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const path = join(tmpdir(), `shoal-${what}-${hash}.pid`);
  while (!isTaken(path)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, askedAgainMs);
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** A file that a dead process left behind is nobody's. */
function isTaken(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(path)) rmSync(path, { force: true });
    return false;
  }
}

function isAlive(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // Not yet written, by one that is about to.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
