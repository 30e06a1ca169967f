import { expect, test } from 'bun:test';
import { visible } from './visible.ts';

test('what would hide or turn text is shown as its number', () => {
  expect(visible('\u202Egnp.exe\u202C a\u200Bb \u0000 \u001b[2J \ufeff')).toBe(
    '⟨202e⟩gnp.exe⟨202c⟩ a⟨200b⟩b ⟨0000⟩ ⟨001b⟩[2J ⟨feff⟩',
  );
  expect(visible('ad\u200Dmin, ad\u200Cmin')).toBe('ad⟨200d⟩min, ad⟨200c⟩min');
});

test('emoji, line ends and scripts with joiners stay as they are', () => {
  for (const text of ['👩‍👩‍👧 🧑🏽‍💻 🏳️‍🌈', 'one\n\ttwo\r\n', 'می‌خواهم', 'क्‍ष']) expect(visible(text)).toBe(text);
});
