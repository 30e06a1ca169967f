import { ShoalError } from '../domain/errors.ts';

/** A pipe into a program: `Bun.spawn`'s `stdin`. */
export interface InputPipe {
  write(data: Uint8Array): number | Promise<number>;
  flush(): number | Promise<number>;
  end(): unknown;
}

const aheadBytesMax = 1024 * 1024;
const queueBytesMax = 128 * 1024 * 1024;

/** K3: input by offset. What was taken goes to the child in order, as fast as it reads. */
export class Input {
  readonly #child: string;
  readonly #pipe: InputPipe;
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #takenBytes = 0;
  #isPumping = false;
  #isEnding = false;
  #broken: string | undefined;
  #waiting: PromiseWithResolvers<void>[] = [];

  constructor(child: string, pipe: InputPipe) {
    this.#child = child;
    this.#pipe = pipe;
  }

  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** Resolves when the child is not far behind. */
  take(offset: number, data: Uint8Array): Promise<void> {
    if (offset > this.#takenBytes)
      throw this.#refusal(`bytes ${this.#takenBytes} to ${offset} of its input are missing`);
    const fresh = data.subarray(this.#takenBytes - offset);
    if (fresh.length === 0) return this.#room();
    if (this.#broken !== undefined) throw this.#refusal(this.#broken);
    if (this.#isEnding) throw this.#refusal('its input was ended');
    if (this.#queuedBytes + fresh.length > queueBytesMax) throw this.#tooFarBehind();
    this.#takenBytes += fresh.length;
    this.#queuedBytes += fresh.length;
    this.#queue.push(fresh);
    void this.#pump();
    return this.#room();
  }

  end(): void {
    this.#isEnding = true;
    void this.#pump();
  }

  /** The child reads no more: what waits is refused. */
  break(why: string): void {
    if (this.#broken !== undefined) return;
    this.#broken = why;
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#refusal(why));
  }

  #room(): Promise<void> {
    if (this.#queuedBytes <= aheadBytesMax) return Promise.resolve();
    const waiting = Promise.withResolvers<void>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  /** One write at a time: whatever fails, fails here. */
  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
        await this.#pipe.write(next);
        await this.#pipe.flush();
        if (this.#broken !== undefined) break;
        this.#queue.shift();
        this.#queuedBytes -= next.length;
        if (this.#queuedBytes <= aheadBytesMax) for (const { resolve } of this.#waiting.splice(0)) resolve();
      }
      if (this.#isEnding) await this.#pipe.end();
    } catch {
      this.break('it does not read its input any more'); // EPIPE: the child closed it, or ended
    } finally {
      this.#isPumping = false;
    }
  }

  #refusal(why: string): ShoalError {
    return new ShoalError('CONFLICT', `${this.#child} cannot be given input: ${why}.`);
  }

  #tooFarBehind(): ShoalError {
    return new ShoalError(
      'LIMIT',
      `${this.#child} has left ${this.#queuedBytes} bytes of its input unread.`,
      {
        hint: 'Wait until what was written before is taken.',
      },
    );
  }
}
