import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

const levels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof levels)[number];

type Fields = Readonly<Record<string, unknown>>;
export type ServeLog = Readonly<Record<LogLevel, (message: string, fields?: Fields) => void>> & Disposable;

export interface LogOptions {
  readonly file: string;
  /** Asked for each line: it may change. */
  readonly level: () => LogLevel;
  readonly isoNow: () => string;
  /** A longer file gives way to a new one; one older is kept, with `.1` after its name. Default: 5 MiB */
  readonly bytesMax?: number;
}

/** One JSON document per line. */
export function openServeLog({ file, level, isoNow, bytesMax = 5 * 1_024 * 1_024 }: LogOptions): ServeLog {
  let fd = openSync(file, 'a', 0o600);
  let size = fstatSync(fd).size;

  function write(line: string): void {
    if (size > bytesMax) {
      closeSync(fd);
      renameSync(file, `${file}.1`);
      fd = openSync(file, 'a', 0o600);
      size = 0;
    }
    size += writeSync(fd, line);
  }

  const at =
    (own: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      if (levels.indexOf(own) < levels.indexOf(level())) return;
      try {
        write(`${JSON.stringify({ at: isoNow(), level: own, message, ...fields })}\n`);
      } catch {
        // A full disk: what the log cannot take must not end the daemon.
      }
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    [Symbol.dispose]: () => closeSync(fd),
  };
}
