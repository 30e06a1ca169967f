import { describe, expect, test } from 'bun:test';
import { createSpeakers, type Speakers } from './speakers.ts';

const a = { id: 'x1', node: 'a' };
const b = { id: 'x2', node: 'b' };

function onScreen(use: (speakers: Speakers) => void): string {
  let screen = '';
  use(
    createSpeakers(
      (node) => `[${node}]`,
      (text) => {
        screen += text;
        return true;
      },
    ),
  );
  return screen;
}

describe('what agents say at once', () => {
  test('one alone is shown piece by piece, as it speaks', () => {
    const pieces: string[] = [];
    const speakers = createSpeakers(
      (node) => `[${node}]`,
      (text) => pieces.push(text) > 0,
    );
    speakers.say(a, 'Hel');
    speakers.say(a, 'lo');
    expect(pieces).toEqual(['[a]\n', 'Hel', 'lo']);
  });

  test('two never share a line, whatever their pieces are', () => {
    const screen = onScreen((speakers) => {
      speakers.say(a, 'one ');
      speakers.say(b, 'eins ');
      speakers.say(a, 'two\nthree ');
      speakers.say(b, 'zwei\n');
      speakers.say(a, 'four\n');
    });
    expect(screen).toBe('[a]\none two\n[b] eins zwei\n[a] three four\n');
  });

  test('a line that another breaks goes on below its name', () => {
    const screen = onScreen((speakers) => {
      speakers.say(a, 'begun ');
      speakers.say(b, 'whole\n');
      speakers.say(a, 'and ended\n');
    });
    expect(screen).toBe('[a]\nbegun \n[b] whole\n[a] and ended\n');
  });

  test('what a speaker had not ended is shown when it is silent, and who is left speaks alone again', () => {
    const screen = onScreen((speakers) => {
      speakers.say(a, 'x\n');
      speakers.say(b, 'half');
      speakers.isSilent(b);
      speakers.line('✓ stage 1');
      speakers.say(a, 'y');
      speakers.isSilent(a);
    });
    expect(screen).toBe('[a]\nx\n[b] half\n✓ stage 1\n[a]\ny\n');
  });

  test('what a terminal would obey is shown, not obeyed', () => {
    expect(onScreen((speakers) => void speakers.say(a, '\u001b[2J\u0007\n'))).toBe('[a]\n\\x1b[2J\\x07\n');
  });
});
