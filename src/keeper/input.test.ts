import assert from 'node:assert/strict';
import { expect, test } from 'bun:test';
import { Input, type InputPipe } from './input.ts';

/** A program's standard input that reads only when it is told to. */
class SlowPipe implements InputPipe {
  taken = '';
  isEnded = false;
  #reading = Promise.withResolvers<void>();

  async write(data: Uint8Array): Promise<number> {
    await this.#reading.promise;
    this.taken += Buffer.from(data).toString();
    return data.length;
  }

  flush(): number {
    return 0;
  }

  end(): void {
    this.isEnded = true;
  }

  read(): void {
    this.#reading.resolve();
  }

  close(): void {
    this.#reading.reject(new Error('EPIPE'));
  }
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

test('K3: bytes said again are dropped, wherever the repetition begins', async () => {
  const pipe = new SlowPipe();
  pipe.read();
  const input = new Input('s1-1', pipe);
  await input.take(0, bytes('hello '));
  await input.take(0, bytes('hello '));
  await input.take(3, bytes('lo wor'));
  await input.take(0, bytes('hel'));
  await input.take(9, bytes('ld'));
  input.end();
  while (!pipe.isEnded) await Promise.resolve();
  expect(pipe.taken).toBe('hello world');
  expect(input.takenBytes).toBe(11);
});

test('K3: a gap is refused, and changes nothing', () => {
  const input = new Input('s1-1', new SlowPipe());
  expect(() => input.take(1, bytes('x'))).toThrow('bytes 0 to 1 of its input are missing');
  expect(input.takenBytes).toBe(0);
});

test('a child far behind holds up its writer, until it reads', async () => {
  const pipe = new SlowPipe();
  const input = new Input('s1-1', pipe);
  const much = 'x'.repeat(2_000_000);
  let isTaken = false;
  const taken = input.take(0, bytes(much)).then(() => (isTaken = true));
  await Promise.resolve();
  expect(isTaken).toBe(false);
  pipe.read();
  await taken;
  expect(pipe.taken).toBe(much);
});

test('law 15: what a child never reads is refused beyond a limit', () => {
  const input = new Input('s1-1', new SlowPipe());
  const much = new Uint8Array(100 * 1024 * 1024);
  input.take(0, much).catch(() => undefined);
  expect(() => input.take(much.length, much)).toThrow('unread');
  expect(input.takenBytes).toBe(much.length);
});

test('a child that closes its input is no crash: who waits is told, repeated bytes stay harmless, new ones are refused', async () => {
  const pipe = new SlowPipe();
  const input = new Input('s1-1', pipe);
  const waits = input.take(0, new Uint8Array(2_000_000));
  pipe.close();
  await assert.rejects(waits, { code: 'CONFLICT' });
  await input.take(0, new Uint8Array(2_000_000));
  expect(() => input.take(2_000_000, bytes('x'))).toThrow('does not read its input');
});

test('after the end of input, new bytes are refused', () => {
  const input = new Input('s1-1', new SlowPipe());
  input.end();
  expect(() => input.take(0, bytes('x'))).toThrow('was ended');
});
