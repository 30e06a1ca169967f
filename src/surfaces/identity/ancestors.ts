import type { Ancestor } from '../../operations/ports.ts';
import { type ProcessEntry, type ProcessTable, toRef } from '../machine/process-table.ts';
import { harnessOf } from './harness.ts';
import { isHost, isInterpreter, isOneShot, isShell } from './one-shot.ts';

const depthMax = 64;

/** The processes above `pid`'s, nearest first, up to what starts programs for everybody. */
export function ancestorsOf(table: ProcessTable, pid: number): readonly Ancestor[] {
  const line: Ancestor[] = [];
  let entry = table.read(pid);
  for (let depth = 0; entry !== undefined && entry.pid > 0 && depth < depthMax; depth += 1) {
    const command = table.commandOf(entry.pid);
    if (isHost(command) || (entry.pid === 1 && isUnknownInit(command))) break;
    const parent = entry.parentPid > 0 ? table.read(entry.parentPid) : undefined;
    const oneShot = isOneShot(command) || isSubshell(command, entry, parent);
    line.push({ process: toRef(table, entry), command, oneShot, harness: harnessOf(command) });
    entry = parent;
  }
  return line;
}

/** Orphans come to process 1, whatever it is called: it is an agent only where a container runs nothing else. */
function isUnknownInit(command: readonly string[]): boolean {
  return harnessOf(command) === null && !isShell(command) && !isInterpreter(command);
}

/**
 * `$(…)`, `(…)` and pipelines run in a fork of the shell that ends with them. It shows its parent's command line and,
 * because it never replaced its program, its parent's memory layout.
 */
function isSubshell(
  command: readonly string[],
  entry: ProcessEntry,
  parent: ProcessEntry | undefined,
): boolean {
  return isShell(command) && entry.imageMark !== null && entry.imageMark === parent?.imageMark;
}
