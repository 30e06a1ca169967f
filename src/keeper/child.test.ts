import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { Child } from './child.ts';

const text = (data: Uint8Array): string => Buffer.from(data).toString('utf8');

test('what a child has written before its exit comes before it, also when it had to wait for room', async () => {
  await using kept = keepHere();
  const child = kept.start('first', 'printf 0123456789; read x; printf last', 10);
  await changed(child, () => child.outputEnd === 10);
  await child.write(0, Buffer.from('\n'));
  await reaped(kept.pidOf(child));
  await kept.lastWordsOver();
  expect([child.exitAt, child.status.state]).toEqual([null, 'running']);
  child.ack(10);
  await changed(child, () => child.exitAt !== null);
  expect([child.exitAt, text(child.readOutput(10, 100))]).toEqual([14, 'last']);
});

test('who wants a child to end waits for no room', async () => {
  await using kept = keepHere();
  const child = kept.start('first', 'printf 0123456789; read x; printf last', 10);
  await changed(child, () => child.outputEnd === 10);
  await child.write(0, Buffer.from('\n'));
  await reaped(kept.pidOf(child));
  child.signal('SIGTERM');
  await changed(child, () => child.exitAt !== null);
  expect([child.exitAt, child.status.code]).toEqual([10, 0]);
});

function keepHere() {
  const root = mkdtempSync(join(tmpdir(), 'shoal-child-'));
  const pids = new Map<Child, number>();
  const start = (name: string, script: string, unackedBytesMax: number): Child => {
    let started = 0;
    const processOf = (pid: number) => {
      started = pid;
      return null;
    };
    const order = {
      child: name,
      argv: ['sh', '-c', script],
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '' },
    };
    const machine = { processOf, isAlive: () => true };
    const child = new Child(order, {
      directory: join(root, name),
      machine,
      unackedBytesMax,
      log: () => undefined,
    });
    pids.set(child, started);
    return child;
  };
  return {
    start,
    pidOf: (child: Child) => pids.get(child) ?? 0,
    /** Another one, whose output is held open, has exited later, and that is known. */
    async lastWordsOver(): Promise<void> {
      const other = start('other', 'mkfifo gate; (read x < gate) & exit 0', 1_000);
      await changed(other, () => other.exitAt !== null);
      writeFileSync(join(root, 'gate'), '\n');
      await changed(other, () => other.outputEnded);
    },
    async [Symbol.asyncDispose]() {
      for (const child of pids.keys()) {
        child.ack(child.outputEnd);
        await changed(child, () => child.outputEnded);
        child.close();
      }
      rmSync(root, { recursive: true });
    },
  };
}

function changed(child: Child, isSo: () => boolean): Promise<void> {
  if (isSo()) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  child.listeners.add(() => {
    if (isSo()) resolve();
  });
  return promise;
}

/** It has exited, and this process knows. */
async function reaped(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await Bun.sleep(5);
  }
}
