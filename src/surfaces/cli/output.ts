import { readFileSync, writeSync } from 'node:fs';
import { inertJson } from './render/text.ts';
import type { SurfaceCall } from './surface-call.ts';

const STDOUT = 1;
const STDERR = 2;

/** Writes all of it, now: the process ends right after. False when the reader has gone. */
export function writeOut(text: string): boolean {
  return writeAll(STDOUT, text);
}

export function writeError(text: string): void {
  writeAll(STDERR, text);
}

function writeAll(fd: number, text: string): boolean {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') return false;
      if (code !== 'EAGAIN') throw error;
      pause(1); // a full pipe that somebody made non-blocking: its reader needs a moment
    }
  }
  return true;
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Exactly one JSON document on its own line. */
export function jsonLine(value: unknown): string {
  return `${inertJson(value)}\n`;
}

/** The answer as programs read it, or as people do: `text` ends with a newline, whether it has one or not. */
export function say({ globals }: Pick<SurfaceCall, 'globals'>, answer: unknown, text: string): void {
  writeOut(globals.json ? jsonLine(answer) : text.endsWith('\n') ? text : `${text}\n`);
}

/** All of standard input as text. */
export function readStandardInput(): string {
  return readFileSync(0, 'utf8');
}
