import type { Protocol, Sink } from './driver.ts';

/** Longest line that is read whole: 16 MiB. */
export const lineBytesMax = 16 * 1024 * 1024;

/** One line of JSON. Readers that count U+2028 and U+2029 as ends of lines, as Node's own does, get it whole too. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}

export interface Line {
  /** Without its newline. Of a line over the limit only the beginning. */
  readonly text: string;
  readonly isTooLong: boolean;
  /** Length in bytes, without the newline. */
  readonly bytes: number;
  /** Offset in the stream of the first byte after it. */
  readonly end: number;
}

export interface LineSplitter {
  /** The lines that this chunk completes. */
  push(chunk: Uint8Array): Line[];
  /** What stands after the last newline when the stream has ended; null when nothing does. */
  end(): Line | null;
}

export interface SplitterOptions {
  /** Offset in the stream of the first byte that will be pushed. Default: 0 */
  readonly offset?: number;
  /** Default: `lineBytesMax` */
  readonly bytesMax?: number;
}

const newline = 10;
/** How much of a line over the limit is kept, to show what it was. */
const headBytes = 200;

/** Splits bytes into lines. A character cut by a chunk's edge stays whole, for only whole lines are decoded. */
export function createLineSplitter({
  offset = 0,
  bytesMax = lineBytesMax,
}: SplitterOptions = {}): LineSplitter {
  let parts: Uint8Array[] = [];
  let kept = 0;
  let bytes = 0;
  let end = offset;

  function keep(part: Uint8Array): void {
    const room = bytesMax - bytes;
    bytes += part.length;
    end += part.length;
    if (room <= 0 || part.length === 0) return;
    const taken = part.subarray(0, room);
    // A copy: the chunk's memory is its reader's, and may be written over.
    parts.push(taken.slice());
    kept += taken.length;
  }

  function finish(terminator: number): Line {
    const isTooLong = bytes > bytesMax;
    const whole = joined(parts, kept);
    const text = decoder.decode(isTooLong ? whole.subarray(0, headBytes) : whole);
    end += terminator;
    const line = { text, isTooLong, bytes, end };
    parts = [];
    kept = 0;
    bytes = 0;
    return line;
  }

  return {
    push(chunk) {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        keep(chunk.subarray(from, at));
        lines.push(finish(1));
        from = at + 1;
      }
      keep(chunk.subarray(from));
      return lines;
    },
    end: () => (bytes === 0 ? null : finish(0)),
  };
}

/** Gives a line to the protocol; one over the limit becomes a `malformed` event. */
export function feedLine(protocol: Protocol, sink: Sink, line: Line): void {
  if (!line.isTooLong) return protocol.line(line.text);
  sink.emit({ type: 'malformed', text: `a line of ${line.bytes} bytes, which begins: ${line.text}` });
}

// A byte order mark is text like any other here: offsets and lines must add up.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
