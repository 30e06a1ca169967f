import { expect, test } from 'bun:test';
import type { TranscriptEntry } from '../../domain/transcript.ts';
import { createLiveView } from './live.ts';

const style = { terminal: true, colors: false, width: 80, now: 0 };

function shown(...entries: readonly (Partial<TranscriptEntry> & { readonly type: string })[]): string {
  let screen = '';
  const show = createLiveView(style, (text) => {
    screen += text;
    return true;
  });
  entries.forEach((entry, at) => show({ n: at + 1, at: '2026-01-01T10:00:00.000Z', ...entry }));
  return screen;
}

const delta = (text: string, id = 'a') => ({ type: 'text-delta', id, text, parent: null });
const whole = (text: string, id = 'a') => ({ type: 'text', id, text, parent: null });
const end = { type: 'turn-end', reason: 'completed', error: null, usage: null };

test('a message is shown part by part, and not again as a whole', () => {
  expect(shown(delta('one '), delta('two\n'), delta('\nthree\n'), whole('one two\n\nthree'), end)).toBe(
    '10:00:00  → says\n    one two\n    \n    three\n10:00:00  — turn ended: completed\n',
  );
});

test('a message whose parts were not all of it is shown as a whole', () => {
  expect(shown(delta('two'), whole('one two'))).toBe(
    '10:00:00  → says\n    two\n10:00:00  → says\n    one two\n',
  );
});

test('what comes between the parts of a message stands on a line of its own', () => {
  expect(shown(delta('one '), delta('other', 'b'), delta('two'), whole('one two'))).toBe(
    '10:00:00  → says\n    one \n10:00:00  → says\n    other\n10:00:00  → says\n    two\n',
  );
});

test('parts are text: no escape sequence of theirs reaches the terminal', () => {
  expect(shown(delta('\u001b[31mred\u001b['), delta('0m'))).not.toContain('\u001b');
});
