import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { DriverEvent, Protocol, Sink } from './driver.ts';
import { createLineSplitter, feedLine, jsonLine, lineBytesMax, type Line } from './ndjson.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function split(chunks: readonly Uint8Array[], offset = 0): Line[] {
  const splitter = createLineSplitter({ offset });
  const lines = chunks.flatMap((chunk) => splitter.push(chunk));
  const rest = splitter.end();
  return rest === null ? lines : [...lines, rest];
}

describe('lines out of bytes', () => {
  test('are the same however the bytes are cut, also in the middle of a character', () => {
    const text = fc.array(fc.string({ unit: 'binary' }).map((line) => line.replaceAll('\n', ' ')));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40)), (lines, cuts) => {
        const whole = bytes(lines.map((line) => `${line}\n`).join(''));
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const size of cuts) {
          chunks.push(whole.subarray(at, at + size));
          at = Math.min(at + size, whole.length);
        }
        chunks.push(whole.subarray(at));
        const decoded = lines.map((line) =>
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes(line)),
        );
        expect(split(chunks).map((line) => line.text)).toEqual(decoded);
      }),
    );
  });

  test('say where each ends, counted from where the stream was taken up', () => {
    const ends = split([bytes('ä\nb'), bytes('c\nhalf')], 100).map(({ text, end }) => [text, end]);
    expect(ends).toEqual([
      ['ä', 103],
      ['bc', 106],
      ['half', 110],
    ]);
  });

  test('are whole up to 16 MiB', () => {
    const [line, next] = split([bytes('x'.repeat(lineBytesMax)), bytes('\nafter\n')]);
    expect(line?.isTooLong).toBe(false);
    expect(line?.text.length).toBe(lineBytesMax);
    expect(next?.text).toBe('after');
  });

  test('over the limit become one malformed event, and the next line is whole again', () => {
    const chunk = bytes('y'.repeat(1024 * 1024));
    const lines = split([...Array.from({ length: 17 }, () => chunk), bytes('\nafter\n')]);
    const events: DriverEvent[] = [];
    const fed: string[] = [];
    const sink = { emit: (event) => void events.push(event) } as Sink; // nothing is written
    const protocol = { line: (text) => void fed.push(text) } as Protocol; // only lines come
    lines.forEach((line) => feedLine(protocol, sink, line));
    expect(fed).toEqual(['after']);
    expect(events.map((event) => event.type)).toEqual(['malformed']);
    expect(JSON.stringify(events)).toContain('a line of 17825792 bytes');
    expect(JSON.stringify(events).length).toBeLessThan(400);
    expect(lines.map((line) => line.end)).toEqual([17 * 1024 * 1024 + 1, 17 * 1024 * 1024 + 7]);
  });
});

test('a line that is written is one line to every reader', () => {
  const value = { text: 'a\u2028b\u2029c\nd\r' };
  const line = jsonLine(value);
  expect(line.trimEnd()).not.toMatch(/[\n\r\u2028\u2029]/);
  expect(JSON.parse(line)).toEqual(value);
});
