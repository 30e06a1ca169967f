import { expect, test } from 'bun:test';
import { parseTyped } from './typed.ts';

test('a line is a message, as it was typed', () => {
  expect(parseTyped('  run the tests ')).toEqual({ does: 'send', text: '  run the tests ' });
  expect(parseTyped('a/b is gone')).toEqual({ does: 'send', text: 'a/b is gone' });
  expect(parseTyped(' \t')).toEqual({ does: 'nothing' });
});

test('words with a slash do what they say', () => {
  expect(parseTyped('/approve')).toEqual({ does: 'approve' });
  expect(parseTyped(' /interrupt ')).toEqual({ does: 'interrupt' });
  expect(parseTyped('/reject')).toEqual({ does: 'reject', why: null });
  expect(parseTyped('/reject not  now')).toEqual({ does: 'reject', why: 'not  now' });
});

test('a word that nobody knows is not sent, and what there is is said', () => {
  for (const line of ['/aprove', '/exit now', '/', '/Reject no']) {
    const typed = parseTyped(line);
    expect(typed.does).toBe('refuse');
    expect('why' in typed && typed.why).toContain('/approve, /reject WHY, /interrupt, /detach, /help');
    expect('why' in typed && typed.why).toEndWith(`/${line}`);
  }
  expect(parseTyped('/approve it')).toEqual({
    does: 'refuse',
    why: '/approve stands alone; nothing was done.',
  });
});

test('two slashes send what begins with one', () => {
  expect(parseTyped('//compact the rest')).toEqual({ does: 'send', text: '/compact the rest' });
  expect(parseTyped('//etc/hosts')).toEqual({ does: 'send', text: '/etc/hosts' });
});
