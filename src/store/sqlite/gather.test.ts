import { expect, test } from 'bun:test';
import { gathered, type Turns } from './gather.ts';

/** Turns of these lengths, in ms; the last one goes on. At each, as many come as `arrivals` says. */
function world(lengths: readonly number[], arrivals: readonly number[] = []) {
  const waiting: unknown[] = [];
  let [at, count] = [0, 0];
  const turns: Turns = {
    now: () => at,
    next: async () => {
      at += lengths[Math.min(count, lengths.length - 1)] ?? 0;
      for (let more = arrivals[count] ?? 0; more > 0; more -= 1) waiting.push(null);
      count += 1;
    },
  };
  return { waiting, turns, count: () => count, at: () => at };
}

test('those who were answered are waited for while the process has something to do', async () => {
  const { waiting, turns, count } = world([0.1], [0, 2, 0, 1, 1]);
  await gathered(waiting, 4, turns);
  expect([waiting.length, count()]).toEqual([4, 5]);
});

test('nobody is waited for once the process is idle', async () => {
  const { waiting, turns, at } = world([0.01]);
  await gathered(waiting, 4, turns);
  expect(waiting).toEqual([]);
  expect(at()).toBeLessThan(0.1);
});

test('a turn with work begins the idle time anew', async () => {
  const { waiting, turns } = world([0.02, 0.02, 0.1, 0.02, 0.02, 0.02], [0, 0, 0, 0, 1]);
  await gathered(waiting, 1, turns);
  expect(waiting.length).toBe(1);
});

test('those who wait do not wait for long, however much there is to do', async () => {
  const { waiting, turns, at } = world([0.5], [1]);
  await gathered(waiting, 2, turns);
  expect(waiting.length).toBe(1);
  expect(at()).toBe(3);
});

test('one turn is always given, so that answers leave before the next commit', async () => {
  const { waiting, turns, count } = world([0.01], [1]);
  await gathered(waiting, 0, turns);
  expect(count()).toBe(1);
});
