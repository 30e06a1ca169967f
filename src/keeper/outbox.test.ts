import { expect, test } from 'bun:test';
import { Outbox } from './outbox.ts';

test('what a socket does not take at once goes later, in order and whole', () => {
  const outbox = new Outbox();
  outbox.send({ n: 1 });
  expect(outbox.bytes).toBe(8);
  let taken = '';
  let room = 3;
  outbox.open({
    write(data) {
      const part = data.subarray(0, room);
      room -= part.length;
      taken += Buffer.from(part).toString();
      return part.length;
    },
  });
  outbox.send({ n: 2 });
  outbox.send({ n: 3 });
  expect(taken).toBe('{"n');
  for (room = 5; outbox.bytes > 0; room = 5) outbox.flush();
  expect(taken).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
});
