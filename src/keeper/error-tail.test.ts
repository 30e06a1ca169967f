import { expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ErrorTail, readErrorTail } from './error-tail.ts';

test('law 15: the last 16 KiB are at hand, about a megabyte is on disk, and a later keeper finds the same tail', () => {
  const directory = mkdtempSync(join(tmpdir(), 'shoal-tail-'));
  const tail = new ErrorTail(directory);
  let all = '';
  for (let count = 0; count < 40_000; count += 1) {
    const line = `line ${count} of what went wrong, at length, so that it fills the files\n`;
    all += line;
    tail.push(Buffer.from(line));
  }
  expect(tail.text).toBe(all.slice(-16 * 1024));
  tail.close();
  expect(readErrorTail(directory)).toBe(tail.text);
  const kept = readdirSync(directory).map((name) => statSync(join(directory, name)).size);
  expect(kept.length).toBe(2);
  expect(Math.max(...kept)).toBeLessThan(520 * 1024);
  rmSync(directory, { recursive: true });
});
