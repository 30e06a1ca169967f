import { ShoalError } from './domain/errors.ts';
import type { KeeperMachine } from './keeper/machine.ts';
import { keep } from './keeper/serve.ts';
import { writeOut } from './surfaces/cli/output.ts';
import type { SurfaceCall } from './surfaces/cli/surface-call.ts';
import { createMachine, createProcessTable, nodeSha256 } from './surfaces/machine.ts';
import { type ProcessTable, toRef } from './surfaces/machine/process-table.ts';
import { findPlace, noWorkspace, standingOf } from './surfaces/place.ts';
import { runtimeDirOf } from './surfaces/serve/runtime-dir.ts';

const defaultIdleSeconds = 60;
const defaultUnackedBytes = 64 * 1024 * 1024;

/** `shoal keep`: the keeper of this workspace, until there is nothing to keep. */
export async function runKeep({ globals, env, words, version }: SurfaceCall): Promise<number> {
  Bun.unsafe.setJITPolicy(1); // it lives for long, unlike most commands
  const flags = parseFlags(words);
  const standing = standingOf(process.cwd(), globals.dir, env['SHOAL_DIR']);
  const place = findPlace(standing);
  if (place === null) throw noWorkspace(standing);
  const kept = await keep({
    stateDir: place.stateDir,
    runtimeDir: runtimeDirOf(place.stateDir, env),
    uid: process.getuid?.() ?? 0,
    version,
    machine: keeperMachine(createProcessTable()),
    now: Date.now,
    idleMs: (flags.get('--idle') ?? defaultIdleSeconds) * 1000,
    unackedBytesMax: flags.get('--unacked') ?? defaultUnackedBytes,
  });
  if (!kept) writeOut(globals.json ? '{"kept":false}\n' : 'A keeper is already there.\n');
  return 0;
}

function keeperMachine(table: ProcessTable): KeeperMachine {
  const machine = createMachine(table, nodeSha256);
  return {
    processOf: (pid) => {
      const entry = table.read(pid);
      return entry === undefined ? null : toRef(table, entry);
    },
    isAlive: (process) => machine.evidence(process) !== 'dead',
  };
}

/** Numbers alone: `--idle 5`. */
function parseFlags(words: readonly string[]): ReadonlyMap<string, number> {
  const flags = new Map<string, number>();
  for (let at = 0; at < words.length; at += 2) {
    const [flag = '', value = ''] = words.slice(at, at + 2);
    const isKnown = flag === '--idle' || flag === '--unacked';
    if (!isKnown || !/^\d+(\.\d+)?$/.test(value))
      throw new ShoalError('USAGE', `${[flag, value].join(' ').trim()} is no flag of keep.`, {
        hint: 'Usage: shoal keep [--idle SECONDS] [--unacked BYTES]',
      });
    flags.set(flag, Number(value));
  }
  return flags;
}
