import { expect, test } from 'bun:test';
import { LineSplitter } from './lines.ts';

test('lines are the same however the bytes are cut', () => {
  const text = 'one\n\ntwo ü €\nthree';
  const bytes = Buffer.from(text);
  for (let size = 1; size <= bytes.length; size += 1) {
    const splitter = new LineSplitter(100);
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size)
      lines.push(...splitter.push(bytes.subarray(at, at + size)));
    expect(lines).toEqual(['one', '', 'two ü €']);
    expect(splitter.push(Buffer.from('\n'))).toEqual(['three']);
  }
});

test('law 15: a line beyond the limit is refused', () => {
  const splitter = new LineSplitter(5);
  expect(splitter.push(Buffer.from('12345\n'))).toEqual(['12345']);
  splitter.push(Buffer.from('123'));
  expect(() => splitter.push(Buffer.from('456'))).toThrow('longer than 5 bytes');
});
