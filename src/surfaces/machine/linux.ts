import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ProcessEntry, ProcessTable } from './process-table.ts';

/** Reads /proc: no subprocess, a few microseconds a row. Source: proc_pid_stat(5). */
export function linuxProcessTable(): ProcessTable {
  let bootId: string | undefined;
  let pidNamespace: string | undefined;
  return {
    get bootId() {
      return (bootId ??= readText('/proc/sys/kernel/random/boot_id').trim());
    },
    get pidNamespace() {
      return (pidNamespace ??= /\d+/.exec(readLink('/proc/self/ns/pid'))?.[0] ?? '');
    },
    read,
    commandOf: (pid) => splitAtNul(readText(`/proc/${pid}/cmdline`)),
    environmentOf: (pid) => splitAtNul(readText(`/proc/${pid}/environ`)),
    all: () => readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (read(Number(name)) ?? []) : [])),
  };
}

function read(pid: number): ProcessEntry | undefined {
  return parseStat(pid, readText(`/proc/${pid}/stat`));
}

/** The name in parentheses may hold anything, so fields are counted from the last parenthesis: the first is the state. */
export function parseStat(pid: number, text: string): ProcessEntry | undefined {
  const end = text.lastIndexOf(')');
  if (end < 0) return undefined;
  const fields = text
    .slice(end + 2)
    .trim()
    .split(' ');
  const [state, parent] = fields;
  const terminal = fields[7 - 3];
  const startTime = fields[22 - 3];
  const argumentsAt = fields[48 - 3];
  if (state === undefined || startTime === undefined) return undefined;
  return {
    pid,
    parentPid: Number(parent),
    state,
    hasTerminal: Number(terminal) !== 0,
    startTime,
    imageMark: argumentsAt === undefined || argumentsAt === '0' ? null : argumentsAt,
  };
}

/** A process may end between being named and being read: then there is nothing. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function splitAtNul(text: string): readonly string[] {
  return text.split('\0').filter((part) => part !== '');
}
