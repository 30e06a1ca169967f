import { ShoalError } from '../domain/errors.ts';
import type { Kept } from './kept.ts';
import { type KeeperNotice, pieceBytes } from './protocol.ts';

/** One client's reading of one child's output: K4. Everything comes from the disk, so K2 holds by itself. */
export class Attachment {
  readonly #child: string;
  readonly #kept: Kept;
  readonly #send: (notice: KeeperNotice) => void;
  readonly #listener: () => void;
  #sentBytes: number;
  #saidEnded = false;
  #saidExit = false;

  /** `listener` is called when there may be something to send. */
  constructor(
    child: string,
    from: number,
    { kept, send, listener }: { kept: Kept; send: (notice: KeeperNotice) => void; listener: () => void },
  ) {
    if (from < kept.outputStart || from > kept.outputEnd)
      throw new ShoalError(
        'INVALID_INPUT',
        `The output of ${child} is kept from byte ${kept.outputStart} to ${kept.outputEnd}; ${from} is not in it.`,
      );
    this.#child = child;
    this.#kept = kept;
    this.#send = send;
    this.#listener = listener;
    this.#sentBytes = from;
    kept.listeners.add(listener);
  }

  /** Sends at most one piece; whether there was something to send. */
  sendOne(): boolean {
    const { outputEnd, outputEnded, exitAt } = this.#kept;
    if (!this.#saidExit && exitAt !== null && this.#sentBytes >= exitAt) {
      this.#saidExit = true;
      this.#send({ notice: 'exit', child: this.#child, status: this.#kept.status });
      return true;
    }
    if (this.#sentBytes < outputEnd) return this.#sendPiece();
    if (this.#saidEnded || !outputEnded) return false;
    this.#saidEnded = true;
    this.#send({ notice: 'outputEnded', child: this.#child });
    return true;
  }

  close(): void {
    this.#kept.listeners.delete(this.#listener);
  }

  #sendPiece(): boolean {
    const data = this.#kept.readOutput(this.#sentBytes, pieceBytes);
    if (data.length === 0) return false;
    this.#send({
      notice: 'output',
      child: this.#child,
      offset: this.#sentBytes,
      data: Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64'),
    });
    this.#sentBytes += data.length;
    return true;
  }
}
