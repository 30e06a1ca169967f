import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What one agent leaves in `.shoal/`; all of it only for the owner. Names are checked before they become paths. */
export interface AgentFiles {
  readonly log: string;
  readonly prompt: string;
  readonly script: string;
  readonly pid: string;
}

export function agentFiles(stateDir: string, name: string): AgentFiles {
  const run = (suffix: string) => join(stateDir, 'run', `${name}.${suffix}`);
  return {
    log: join(stateDir, 'logs', `${name}.log`),
    prompt: run('prompt.md'),
    script: run('sh'),
    pid: run('pid'),
  };
}

export function makeFolders(stateDir: string): void {
  for (const folder of ['logs', 'run']) mkdirSync(join(stateDir, folder), { recursive: true, mode: 0o700 });
}

export function writePrivate(path: string, text: string, mode = 0o600): void {
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
}

/** A new log; the one of an earlier agent of this name is kept as `NAME.log.1`. */
export function openLog(path: string): number {
  if (existsSync(path)) renameSync(path, `${path}.1`);
  return openSync(path, 'ax', 0o600);
}

const tailBytes = 2_000;

/** The end of a file as text, from the start of a line; empty when there is none. */
export function readTail(path: string): string {
  if (!existsSync(path)) return '';
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const from = Math.max(0, size - tailBytes);
    const buffer = Buffer.alloc(size - from);
    readSync(file, buffer, 0, buffer.length, from);
    const text = buffer.toString('utf8');
    return (from === 0 ? text : text.slice(text.indexOf('\n') + 1)).trim();
  } finally {
    closeSync(file);
  }
}
