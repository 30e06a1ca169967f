import { closeSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorTailBytes } from './protocol.ts';

const fileBytesMax = 512 * 1024;

/** What a child writes to standard error: its last bytes at hand, more of them in two files of bounded size. */
export class ErrorTail {
  readonly #path: string;
  #tail: Buffer = Buffer.alloc(0);
  #file: number | undefined;
  #fileBytes = 0;

  constructor(directory: string) {
    this.#path = join(directory, 'error.log');
  }

  get text(): string {
    return this.#tail.toString('utf8');
  }

  push(data: Uint8Array): void {
    this.#tail = lastOf(Buffer.concat([this.#tail, lastOf(data)]));
    try {
      this.#write(data);
    } catch {
      // A full disk must not stop the child: the tail is still there.
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(data: Uint8Array): void {
    if (this.#fileBytes >= fileBytesMax) {
      this.close();
      renameSync(this.#path, `${this.#path}.1`);
    }
    if (this.#file === undefined) {
      this.#file = openSync(this.#path, 'w', 0o600);
      this.#fileBytes = 0;
    }
    this.#fileBytes += writeSync(this.#file, data);
  }
}

/** The tail that a keeper before left in the files. */
export function readErrorTail(directory: string): string {
  const path = join(directory, 'error.log');
  return lastOf(Buffer.concat([`${path}.1`, path].map((file) => readIfThere(file)))).toString('utf8');
}

function lastOf(data: Uint8Array): Buffer {
  return Buffer.from(data.subarray(-errorTailBytes));
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
