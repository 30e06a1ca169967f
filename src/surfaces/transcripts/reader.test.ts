import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import type { TranscriptEntry } from '../../domain/transcript.ts';
import { openTranscripts } from './reader.ts';

let stateDir: string;
let file: string;
let abort: AbortController;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'shoal-transcripts-'));
  mkdirSync(join(stateDir, 'transcripts'));
  file = join(stateDir, 'transcripts/s1.jsonl');
  abort = new AbortController();
});
afterEach(() => {
  abort.abort();
  rmSync(stateDir, { recursive: true });
});

const line = (n: number, text = '') =>
  `${JSON.stringify({ n, at: '2026-01-01T00:00:00.000Z', type: 'text', text })}\n`;
const checkpoint = (n: number) => `${JSON.stringify({ type: 'checkpoint', n })}\n`;
const below = (before?: number) => [...openTranscripts(stateDir).newestFirst('s1', before)];
const numbersBelow = (before?: number) => below(before).map(({ n }) => n);

function follow(): () => Promise<number> {
  const entries = openTranscripts(stateDir).follow('s1', 0, abort.signal)[Symbol.asyncIterator]();
  return async () => ((await entries.next()) as IteratorResult<TranscriptEntry, TranscriptEntry>).value.n;
}

test('they go back from the end over both parts, without checkpoints and half lines', () => {
  writeFileSync(`${file}.1`, line(1) + checkpoint(1) + line(2));
  writeFileSync(file, line(3) + checkpoint(3) + line(4) + '{"n":5,"at"');
  expect(numbersBelow()).toEqual([4, 3, 2, 1]);
});

test('they go back from any entry, over lines of any length and both parts', () => {
  const long = 'ü'.repeat(400_000);
  writeFileSync(`${file}.1`, line(1, long) + checkpoint(1) + line(2));
  writeFileSync(file, line(3) + line(4, long) + checkpoint(4) + line(5) + line(6, 'x').slice(0, 30));
  expect(numbersBelow(6)).toEqual([5, 4, 3, 2, 1]);
  expect(numbersBelow(4)).toEqual([3, 2, 1]);
  expect(below(2)).toMatchObject([{ n: 1, text: long }]);
  expect(below(1)).toEqual([]);
});

test('what becomes the older part while it is read is given once', () => {
  writeFileSync(file, line(1) + line(2) + line(3));
  const found: number[] = [];
  for (const { n } of openTranscripts(stateDir).newestFirst('s1')) {
    if (n === 3) renameSync(file, `${file}.1`);
    found.push(n);
  }
  expect(found).toEqual([3, 2, 1]);
});

test('a follower gets each entry once, also of a part that gave way', async () => {
  const next = follow();
  const first = next();
  writeFileSync(file, line(1));
  expect(await first).toBe(1);
  appendFileSync(file, line(2).slice(0, 20));
  appendFileSync(file, line(2).slice(20));
  expect(await next()).toBe(2);
  appendFileSync(file, line(3));
  renameSync(file, `${file}.1`);
  writeFileSync(file, line(4));
  expect([await next(), await next()]).toEqual([3, 4]);
});

test('what a daemon took back and did again in another way loses nothing for a follower', async () => {
  writeFileSync(file, line(1) + checkpoint(1) + line(2, 'soon taken back') + line(3));
  const next = follow();
  expect([await next(), await next(), await next()]).toEqual([1, 2, 3]);
  truncateSync(file, (line(1) + checkpoint(1)).length);
  // Longer than before at the follower's next look.
  appendFileSync(file, line(2, 'the same, and then some that is longer') + line(3) + line(4));
  expect(await next()).toBe(4);
});
