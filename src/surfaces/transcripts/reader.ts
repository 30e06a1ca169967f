import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { type TranscriptEntry, transcriptFolder, transcriptName } from '../../domain/transcript.ts';
import type { Transcripts } from '../../operations/ports.ts';
import { linesFromEnd } from './backwards.ts';

/** Of several changes within some ms only the first is told: it is looked at again, soon while it grows. */
const soonMs = 25;
const seldomMs = 200;

const blockBytes = 4 * 1_024 * 1_024;

/** Reads what the supervisor writes: whole lines only; the older part of a long transcript stands in `.1`. */
export function openTranscripts(stateDir: string): Transcripts {
  const folder = join(stateDir, transcriptFolder);
  return {
    newestFirst: (session, before) => entriesFromEnd(join(folder, transcriptName(session)), before),
    follow: (session, after, signal) => follow(join(folder, transcriptName(session)), after, signal),
  };
}

/** While it is read the file may become the older part: what was given is not given again. */
function* entriesFromEnd(file: string, before = Infinity): Generator<TranscriptEntry> {
  let below = before;
  for (const part of [file, `${file}.1`]) {
    if (!existsSync(part)) continue;
    for (const line of linesFromEnd(part)) {
      // Its number stands first: what is passed by need not be understood.
      if (below !== Infinity && Number(/^\{"n":(\d+)/.exec(line)?.[1]) >= below) continue;
      for (const entry of parseEntry(line)) {
        if (entry.n >= below) continue;
        below = entry.n;
        yield entry;
      }
    }
  }
}

async function* follow(file: string, after: number, signal: AbortSignal): AsyncGenerator<TranscriptEntry> {
  let last = after;
  let isGrowing = true;
  let reader = openReader(file);
  using grown = watchFile(file, signal);
  try {
    while (!signal.aborted) {
      // Asked for before the look: what is written during it must wake the wait below.
      const more = grown.next(isGrowing ? soonMs : seldomMs);
      isGrowing = false;
      for (const entry of reader?.read() ?? []) {
        if (entry.n <= last) continue;
        last = entry.n;
        isGrowing = true;
        yield entry;
      }
      if (reader === undefined || reader.isReplaced()) {
        const rest = reader?.read() ?? [];
        for (const entry of rest) if (entry.n > last) yield* [entry];
        last = Math.max(last, rest.at(-1)?.n ?? 0);
        reader?.close();
        reader = openReader(file);
        if (reader !== undefined) continue;
      }
      await more;
    }
  } finally {
    reader?.close();
  }
}

interface Reader {
  /** Entries since the last call. */
  read(): TranscriptEntry[];
  /** Whether the name stands for another file by now. */
  isReplaced(): boolean;
  close(): void;
}

function openReader(file: string): Reader | undefined {
  if (!existsSync(file)) return undefined;
  const fd = openSync(file, 'r');
  const { ino } = fstatSync(fd);
  let offset = 0;
  let rest = Buffer.alloc(0);
  return {
    read() {
      const { size } = fstatSync(fd);
      // A daemon that came back took back what it does again: `n` says what is new of it.
      if (size < offset || !isLineStart(fd, offset - rest.length)) {
        offset = 0;
        rest = Buffer.alloc(0);
      }
      const entries: TranscriptEntry[] = [];
      const block = Buffer.alloc(Math.min(blockBytes, size - offset));
      for (let got = 1; block.length > 0 && got > 0;) {
        got = readSync(fd, block, 0, block.length, offset);
        offset += got;
        rest = Buffer.concat([rest, block.subarray(0, got)]);
        const end = rest.lastIndexOf(10);
        if (end === -1) continue;
        entries.push(...rest.subarray(0, end).toString('utf8').split('\n').flatMap(parseEntry));
        rest = Buffer.from(rest.subarray(end + 1));
      }
      return entries;
    },
    isReplaced: () => statSync(file, { throwIfNoEntry: false })?.ino !== ino,
    close: () => closeSync(fd),
  };
}

/** What was taken back may have grown beyond where we were: then that is within a line. */
function isLineStart(fd: number, at: number): boolean {
  if (at === 0) return true;
  const before = Buffer.alloc(1);
  return readSync(fd, before, 0, 1, at - 1) === 1 && before[0] === 10;
}

interface Growth extends Disposable {
  /** Resolves at the next change after the call, when aborted, or after so long. */
  next(withinMs: number): Promise<void>;
}

function watchFile(file: string, signal: AbortSignal): Growth {
  const folder = join(file, '..');
  let wake = Promise.withResolvers<void>();
  // Before the first of all transcripts there is no folder yet.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const watcher = watch(folder, (_event, name) => {
    if (name !== null && !file.endsWith(String(name))) return;
    wake.resolve();
    wake = Promise.withResolvers<void>();
  });
  const abort = (): void => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  signal.addEventListener('abort', abort);
  return {
    next(withinMs) {
      if (signal.aborted) return Promise.resolve();
      const timer = setTimeout(abort, withinMs);
      return wake.promise.finally(() => clearTimeout(timer));
    },
    [Symbol.dispose]() {
      signal.removeEventListener('abort', abort);
      watcher.close();
    },
  };
}

function parseEntry(line: string): TranscriptEntry[] {
  if (line === '' || line.startsWith('{"type":"checkpoint"')) return [];
  try {
    return [JSON.parse(line) as TranscriptEntry]; // written by the journal
  } catch {
    return []; // half a line, of a daemon that died while it wrote
  }
}
