import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

interface Segment {
  readonly start: number;
  bytes: number;
}

const segmentName = /^(\d+)\.out$/;

/**
 * A child's output on disk, in files named after the offset that they begin at. Whole files go as they are acknowledged,
 * so that the disk holds what is not acknowledged and less than one file more.
 */
export class Spool {
  readonly #directory: string;
  readonly #segmentBytes: number;
  readonly #segments: Segment[];
  /** Of the last segment, once something was appended. */
  #writing: number | undefined;
  #reading: { readonly segment: Segment; readonly file: number } | undefined;

  /** Goes on with what the directory holds. */
  constructor(directory: string, segmentBytes = 4 * 1024 * 1024) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#directory = directory;
    this.#segmentBytes = segmentBytes;
    this.#segments = readdirSync(directory)
      .flatMap((name) => segmentName.exec(name)?.[1] ?? [])
      .map((start) => ({ start: Number(start), bytes: statSync(join(directory, `${start}.out`)).size }))
      .toSorted((a, b) => a.start - b.start);
  }

  /** Offset of the first byte that is kept. */
  get start(): number {
    return this.#segments[0]?.start ?? 0;
  }

  get end(): number {
    const last = this.#segments.at(-1);
    return last === undefined ? 0 : last.start + last.bytes;
  }

  /** Throws when the disk does not take it; then nothing of it counts, and it can be tried again. */
  append(data: Uint8Array): void {
    const { segment, file } = this.#forWriting();
    for (let done = 0; done < data.length;)
      done += writeSync(file, data, done, data.length - done, segment.bytes + done);
    segment.bytes += data.length;
  }

  /** At most `bytesMax` bytes from `offset` on; fewer at the end of a file, none at the end of all. */
  read(offset: number, bytesMax: number): Uint8Array {
    const segment = this.#segments.findLast(({ start }) => start <= offset);
    if (segment === undefined) return new Uint8Array();
    const at = offset - segment.start;
    const data = new Uint8Array(Math.max(0, Math.min(bytesMax, segment.bytes - at)));
    if (data.length === 0) return data;
    return data.subarray(0, readSync(this.#forReading(segment), data, 0, data.length, at));
  }

  trim(offset: number): void {
    while (this.#segments.length > 1) {
      const [first, second] = this.#segments;
      if (first === undefined || second === undefined || second.start > offset) return;
      if (this.#reading?.segment === first) this.#stopReading();
      rmSync(this.#fileOf(first));
      this.#segments.shift();
    }
  }

  close(): void {
    this.#stopReading();
    if (this.#writing !== undefined) closeSync(this.#writing);
    this.#writing = undefined;
  }

  #forWriting(): { segment: Segment; file: number } {
    const last = this.#segments.at(-1);
    if (last !== undefined && this.#writing !== undefined && last.bytes < this.#segmentBytes)
      return { segment: last, file: this.#writing };
    const segment = { start: this.end, bytes: 0 };
    const file = openSync(this.#fileOf(segment), 'w+', 0o600);
    if (this.#writing !== undefined) closeSync(this.#writing);
    this.#writing = file;
    this.#segments.push(segment);
    return { segment, file };
  }

  #forReading(segment: Segment): number {
    if (this.#writing !== undefined && segment === this.#segments.at(-1)) return this.#writing;
    if (this.#reading?.segment !== segment) {
      this.#stopReading();
      this.#reading = { segment, file: openSync(this.#fileOf(segment), 'r') };
    }
    return this.#reading.file;
  }

  #stopReading(): void {
    if (this.#reading !== undefined) closeSync(this.#reading.file);
    this.#reading = undefined;
  }

  #fileOf({ start }: Segment): string {
    return join(this.#directory, `${start}.out`);
  }
}
