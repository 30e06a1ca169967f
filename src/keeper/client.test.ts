import assert from 'node:assert/strict';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKeeper } from './client.ts';
import { keeperFiles } from './place.ts';
import { takeLock } from './lock.ts';
import { writeAtomically } from './write-atomically.ts';

let stateDir = '';
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'shoal-client-'));
  mkdirSync(keeperFiles(stateDir).directory);
});
afterEach(() => rmSync(stateDir, { recursive: true }));

/** Answers the first line with what is given, whatever it asks; with nothing, it hangs up. */
function impostor(answer: unknown): Disposable {
  const socket = join(stateDir, 's.sock');
  writeAtomically(keeperFiles(stateDir).info, { pid: 1234, version: '9.9.9', protocol: 99, socket });
  const listener = Bun.listen({
    unix: socket,
    socket: {
      data: (client) => {
        if (answer === undefined) client.end();
        else client.write(`${JSON.stringify(answer)}\n`);
      },
    },
  });
  return { [Symbol.dispose]: () => listener.stop(true) };
}

test('a keeper of another protocol is named, and left alone', async () => {
  using _keeper = impostor({ id: 1, ok: true, value: { version: '9.9.9', protocol: 99, pid: 1234 } });
  let starts = 0;
  const connecting = connectKeeper({
    stateDir,
    version: '1.0.0',
    start: () => Promise.resolve(void (starts += 1)),
  });
  await assert.rejects(connecting, {
    code: 'CONFLICT',
    message: /process 1234, Shoal 9\.9\.9.*protocol 99.*Shoal 1\.0\.0 speaks 1/,
  });
  expect(starts).toBe(0);
});

test('when no keeper comes up, it says so in time, and was started', async () => {
  using _keeper = impostor(undefined);
  let starts = 0;
  const start = () => Promise.resolve(void (starts += 1));
  const connecting = connectKeeper({ stateDir, version: '1.0.0', timeoutMs: 50, start });
  await assert.rejects(connecting, { code: 'UNHEALTHY' });
  expect(starts).toBe(1);
});

test('why a keeper cannot be started is passed on', async () => {
  const start = () => Promise.reject(new Error('no such program'));
  await assert.rejects(connectKeeper({ stateDir, version: '1.0.0', start }), /no such program/);
});

test('a lock is held by one process at a time, and free when that is gone', async () => {
  const file = join(stateDir, 'lock');
  const script = `
    const { takeLock } = await import(${JSON.stringify(join(import.meta.dir, 'lock.ts'))});
    const lock = takeLock(${JSON.stringify(file)});
    process.stdout.write(lock === null ? 'refused' : 'held');
    if (lock !== null) await new Promise(() => setInterval(() => undefined, 1000));
  `;
  const holder = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe' });
  expect(Buffer.from((await holder.stdout.getReader().read()).value ?? []).toString()).toBe('held');
  expect(takeLock(file)).toBeNull();
  holder.kill('SIGKILL');
  await holder.exited;
  const lock = takeLock(file);
  expect(lock).not.toBeNull();
  lock?.release();
});
