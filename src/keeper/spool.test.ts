import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spool } from './spool.ts';

let directory = '';
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'shoal-spool-'))));
afterEach(() => rmSync(directory, { recursive: true }));

const segmentBytes = 10;

function fill(spool: Spool, text: string, pieceBytes = 4): void {
  for (let at = 0; at < text.length; at += pieceBytes)
    spool.append(Buffer.from(text.slice(at, at + pieceBytes)));
}

function readAll(spool: Spool, from: number, bytesMax = 5): string {
  let text = '';
  for (let at = from; ; at = from + text.length) {
    const piece = spool.read(at, bytesMax);
    if (piece.length === 0) return text;
    text += Buffer.from(piece).toString();
  }
}

const text = 'abcdefghijklmnopqrstuvwxyz0123456789';

test('what was appended is read from any offset, across files', () => {
  const spool = new Spool(directory, segmentBytes);
  fill(spool, text);
  for (let from = 0; from <= text.length; from += 1) expect(readAll(spool, from)).toBe(text.slice(from));
  expect([spool.start, spool.end]).toEqual([0, text.length]);
  spool.close();
});

test('what is acknowledged goes, a file at a time; the rest stays where it was', () => {
  const spool = new Spool(directory, segmentBytes);
  fill(spool, text);
  for (let acked = 0; acked <= text.length; acked += 1) {
    expect(readAll(spool, acked, 3)).toBe(text.slice(acked));
    spool.trim(acked);
    expect(spool.start).toBeLessThanOrEqual(acked);
    const kept = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
    expect(kept).toBe(spool.end - spool.start);
    expect(kept).toBeLessThan(text.length - acked + segmentBytes + 4);
    expect(readAll(spool, acked)).toBe(text.slice(acked));
  }
  fill(spool, 'more');
  expect(readAll(spool, text.length)).toBe('more');
  spool.close();
});

test('a spool opened again has what the one before it had', () => {
  const before = new Spool(directory, segmentBytes);
  fill(before, text);
  before.trim(15);
  before.close();
  const after = new Spool(directory, segmentBytes);
  expect([after.start, after.end]).toEqual([before.start, text.length]);
  expect(readAll(after, 15)).toBe(text.slice(15));
  after.close();
});

test('an empty spool begins and ends at 0', () => {
  const spool = new Spool(directory);
  expect([spool.start, spool.end, spool.read(0, 10).length]).toEqual([0, 0, 0]);
  spool.close();
});
