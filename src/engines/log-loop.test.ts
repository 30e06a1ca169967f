import { expect, test } from 'bun:test';
import { createWorld } from '../../test/support/world.ts';
import { followLog } from './log-loop.ts';

test('a store that failed is asked again, and the loop goes on', async () => {
  const { store } = createWorld();
  const stop = new AbortController();
  const errors: string[] = [];
  let steps = 0;
  let waits = 0;
  await followLog(
    {
      store: {
        ...store,
        wait: () => {
          waits += 1;
          if (waits < 2) return Promise.reject(new Error('the disk failed'));
          stop.abort();
          return Promise.resolve();
        },
      },
      step: () => {
        steps += 1;
        return Promise.resolve(false);
      },
      settleMs: 1,
      onError: (error) => void errors.push(String(error)),
    },
    stop.signal,
  );
  expect({ steps, errors }).toEqual({ steps: 2, errors: ['Error: the disk failed'] });
});
