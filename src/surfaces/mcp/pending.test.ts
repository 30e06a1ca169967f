import { expect, test } from 'bun:test';
import { ShoalError } from '../../domain/errors.ts';
import { createPending } from './pending.ts';

const never = new AbortController().signal;

test('a call that takes too long goes on under its handle, and its outcome is given once', async () => {
  const pending = createPending(1);
  const { promise, resolve } = Promise.withResolvers<string>();
  const handle = pending.start(() => promise);
  expect(await pending.wait(handle, never)).toBeUndefined();
  resolve('task');
  await promise;
  expect(await pending.wait(pending.find(handle), never)).toEqual({ value: 'task' });
  expect(() => pending.find(handle)).toThrow(ShoalError);
});

test('a refusal is an outcome too', async () => {
  const pending = createPending();
  const error = new ShoalError('LOCKED', 'held');
  const outcome = pending.wait(
    pending.start(() => Promise.reject(error)),
    never,
  );
  expect(await outcome).toEqual({ error });
});

test('a client that cancels, and a connection that ends, abort the work', async () => {
  const pending = createPending();
  const cancel = new AbortController();
  const untilAborted = (signal: AbortSignal) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted')));
  const cancelled = pending.wait(pending.start(untilAborted), cancel.signal);
  cancel.abort();
  expect(await cancelled).toEqual({ value: 'aborted' });
  const ended = pending.wait(pending.start(untilAborted), never);
  pending.abort();
  expect(await ended).toEqual({ value: 'aborted' });
});

test('pending calls are bounded', () => {
  const pending = createPending();
  for (let count = 0; count < 20; count += 1) pending.start(() => new Promise(() => {}));
  expect(() => pending.start(() => Promise.resolve())).toThrow('20 calls are pending');
});
