import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Place } from '../../operations/ports.ts';
import { interruptible } from '../cli/interrupt.ts';
import { writeOut } from '../cli/output.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import { literal } from '../cli/render/text.ts';
import { serveFiles } from './files.ts';
import type { ServeFlags } from './flags.ts';

/** `shoal serve logs [-f] [-n N]`: the daemon's log, as people read it; with --json as it is. */
export async function showLogs(
  { globals }: SurfaceCall,
  place: Place,
  { follow, lines }: ServeFlags,
): Promise<number> {
  const { log } = serveFiles(place.stateDir);
  const show = (line: string): boolean => writeOut(globals.json ? `${line}\n` : `${asText(line)}\n`);
  const last = [`${log}.1`, log].flatMap(linesOf).slice(lines === 0 ? Infinity : -lines);
  if (!last.every(show) || !follow) return 0;
  return interruptible(async (signal) => {
    await followFile(log, signal, show);
    return 0;
  });
}

function linesOf(file: string): readonly string[] {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
}

function asText(line: string): string {
  try {
    const { at, level, message, ...fields } = JSON.parse(line) as Record<string, unknown>;
    const rest = Object.entries(fields).map(([name, value]) => `${name}=${literal(shown(value))}`);
    return [String(at), String(level).padEnd(5), literal(String(message)), ...rest].join(' ');
  } catch {
    return literal(line);
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const lookAgainMs = 500;

/** Until aborted, or until nobody reads any more. */
async function followFile(file: string, signal: AbortSignal, show: (line: string) => boolean): Promise<void> {
  let offset = existsSync(file) ? statSync(file).size : 0;
  let rest = '';
  const over = Promise.withResolvers<void>();
  const look = (): void => {
    if (!existsSync(file)) return;
    const fd = openSync(file, 'r');
    try {
      const { size } = fstatSync(fd);
      if (size < offset) offset = 0; // a new one: the old gave way
      const bytes = Buffer.alloc(size - offset);
      offset += readSync(fd, bytes, 0, bytes.length, offset);
      const lines = (rest + bytes.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      if (!lines.every(show)) over.resolve();
    } finally {
      closeSync(fd);
    }
  };
  const watcher = watch(dirname(file), look);
  // Of several changes within some ms only the first is told.
  const again = setInterval(look, lookAgainMs);
  look();
  signal.addEventListener('abort', () => over.resolve());
  await over.promise;
  clearInterval(again);
  watcher.close();
}
