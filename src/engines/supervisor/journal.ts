import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { transcriptFolder, transcriptName } from '../../domain/transcript.ts';
import type { RunState } from './run-state.ts';

/*
 * The journal of one session: what it shows to people, and what a daemon needs to go on.
 *
 * J1  A step is one write: its entries, then a checkpoint. A step without its checkpoint has not happened: it is done again
 *     from the same output, with the same entries. So steps that lead to nothing outside may leave theirs to a later one:
 *     the journal is then about as long as what is said, however long a checkpoint is.
 * J2  Bytes go to the program, changes to the store and acknowledgements to the keeper only after their step is written.
 * J3  What of those may not have happened yet stands in the checkpoint, and is done again by whoever reads it.
 */

/** Where a daemon goes on: everything that is not in the store or the keeper. */
export interface Checkpoint {
  readonly type: 'checkpoint';
  /** The keeper's name for the process that offsets and snapshot are of; null when none runs. */
  readonly child: string | null;
  /** Output up to here is in the journal. */
  readonly outputOffset: number;
  /** Input that the protocol has given, and the end of it that the keeper may not have. */
  readonly inputOffset: number;
  readonly unsent: string;
  readonly inputEnded: boolean;
  readonly snapshot: unknown;
  readonly state: RunState;
  /** The last entry's number. */
  readonly n: number;
}

/** An entry before it has its number and time. */
export type Draft = Readonly<{ type: string } & Record<string, unknown>>;

export interface Journal {
  /** null in a new journal. */
  readonly last: Checkpoint | null;
  /** How long the last checkpoint was that this journal wrote; 0 before the first. */
  readonly checkpointBytes: number;
  write(entries: readonly Draft[], checkpoint: Omit<Checkpoint, 'type' | 'n'>): void;
  /** Entries of a step whose checkpoint is a later one's. */
  append(entries: readonly Draft[]): void;
  close(): void;
}

export interface JournalOptions {
  readonly stateDir: string;
  readonly session: string;
  readonly isoNow: () => string;
  /** Takes secrets out of what people are shown. */
  readonly redact: (json: string) => string;
  /** Does so in a checkpoint, such that they can be put back: who goes on from it needs it exact. */
  readonly hide: (json: string) => string;
  /** A part that is longer gives way to a new one; one older part is kept. Default: 64 MiB */
  readonly partBytesMax?: number;
}

const partDefault = 64 * 1_024 * 1_024;

export function openJournal({
  stateDir,
  session,
  isoNow,
  redact,
  hide,
  partBytesMax = partDefault,
}: JournalOptions): Journal {
  const folder = join(stateDir, transcriptFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, transcriptName(session));
  let fd = openSync(path, 'a+', 0o600);
  const last = recover(fd) ?? recoverOlder(`${path}.1`);
  let n = last?.n ?? 0;
  let size = fstatSync(fd).size;
  const numbered = (entries: readonly Draft[]): string[] => {
    const at = isoNow();
    return entries.map((entry) => redact(JSON.stringify({ n: (n += 1), at, ...entry })));
  };
  const put = (lines: readonly string[]): void => {
    size += writeWhole(fd, Buffer.from(`${lines.join('\n')}\n`), size);
  };
  let checkpointBytes = 0;
  return {
    last,
    get checkpointBytes() {
      return checkpointBytes;
    },
    write(entries, checkpoint) {
      const lines = numbered(entries);
      // The type first: readers know a checkpoint by its beginning.
      const line = hide(JSON.stringify({ type: 'checkpoint', ...checkpoint, n }));
      checkpointBytes = line.length;
      put([...lines, line]);
      if (size <= partBytesMax) return;
      renameSync(path, `${path}.1`);
      const older = fd;
      fd = openSync(path, 'a+', 0o600);
      size = 0;
      closeSync(older);
    },
    append(entries) {
      if (entries.length > 0) put(numbered(entries));
    },
    close: () => closeSync(fd),
  };
}

/** J1: a write that the disk did not take whole is taken back. */
function writeWhole(fd: number, bytes: Buffer, size: number): number {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(fd, bytes, written);
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  }
  return written;
}

/** The last checkpoint; what stands after it was the beginning of a step that has not happened. */
function recover(fd: number): Checkpoint | null {
  const found = lastCheckpoint(fd);
  ftruncateSync(fd, found?.end ?? 0);
  return found?.checkpoint ?? null;
}

function recoverOlder(path: string): Checkpoint | null {
  if (!existsSync(path)) return null;
  const fd = openSync(path, 'r');
  try {
    return lastCheckpoint(fd)?.checkpoint ?? null;
  } finally {
    closeSync(fd);
  }
}

const beginning = Buffer.from('{"type":"checkpoint"');
const newline = 10;

function lastCheckpoint(fd: number): { checkpoint: Checkpoint; end: number } | null {
  const { size } = fstatSync(fd);
  for (let length = Math.min(size, 256 * 1_024); length > 0; length = Math.min(size, length * 4)) {
    const from = size - length;
    const tail = Buffer.alloc(length);
    for (let got = 0; got < length;) {
      const more = readSync(fd, tail, got, length - got, from + got);
      if (more === 0) break;
      got += more;
    }
    for (
      let at = tail.lastIndexOf(beginning);
      at !== -1;
      at = at === 0 ? -1 : tail.lastIndexOf(beginning, at - 1)
    ) {
      const end = tail.indexOf(newline, at);
      // Quoted in somebody's text it does not stand at the beginning of a line.
      const isLine = at === 0 ? from === 0 : tail[at - 1] === newline;
      if (end === -1 || !isLine) continue;
      const checkpoint = parseCheckpoint(tail.subarray(at, end).toString('utf8'));
      if (checkpoint !== null) return { checkpoint, end: from + end + 1 };
    }
    if (length === size) return null;
  }
  return null;
}

function parseCheckpoint(line: string): Checkpoint | null {
  try {
    const checkpoint = JSON.parse(line) as Checkpoint; // written by this journal, or damaged
    return isWhole(checkpoint) ? checkpoint : null;
  } catch {
    return null;
  }
}

function isWhole({ n, outputOffset, inputOffset, state }: Partial<Checkpoint>): boolean {
  const isCounted = [n, outputOffset, inputOffset].every((one) => typeof one === 'number');
  return isCounted && typeof state === 'object' && Array.isArray(state.unstored);
}
