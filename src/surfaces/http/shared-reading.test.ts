import { expect, test } from 'bun:test';
import { ShoalError } from '../../domain/errors.ts';
import type { Context } from '../../operations/context.ts';
import { createSharedReading } from './shared-reading.ts';

/** A store of which only reading is asked. */
function contextWith(read: (look: (view: unknown) => unknown) => Promise<unknown>): () => Promise<Context> {
  return () => Promise.resolve({ store: { read } } as unknown as Context); // no more is read of it
}

test('all of one turn are answered from one reading, and a refusal is of its asker alone', async () => {
  let readings = 0;
  const read = createSharedReading(contextWith(async (look) => look({ lastSeq: (readings += 1) })));
  const refusal = new ShoalError('NOT_JOINED', 'nobody');
  const first = await Promise.allSettled([
    read((view) => view.lastSeq),
    read(() => {
      throw refusal;
    }),
    read((view) => view.lastSeq),
  ]);
  expect(first).toEqual([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: refusal },
    { status: 'fulfilled', value: 1 },
  ]);
  expect(await read((view) => view.lastSeq)).toBe(2);
});

test('a store that cannot be read fails all who asked, and nobody after them', async () => {
  let isBroken = true;
  const broken = new ShoalError('STORE_CORRUPT', 'damaged');
  const read = createSharedReading(
    contextWith(async (look) => {
      if (isBroken) throw broken;
      return look({ lastSeq: 7 });
    }),
  );
  const failed = await Promise.allSettled([read((view) => view.lastSeq), read(() => 1)]);
  expect(failed.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  isBroken = false;
  expect(await read((view) => view.lastSeq)).toBe(7);
});
