import type { Evidence, ProcessRef } from '../../../src/domain/agent.ts';
import { ShoalError } from '../../../src/domain/errors.ts';
import type { Context } from '../../../src/operations/context.ts';
import { invoke } from '../../../src/operations/invoke.ts';
import type { OperationName } from '../../../src/operations/manifest.ts';
import type { CallerFacts } from '../../../src/operations/ports.ts';
import { defaultSettings } from '../../../src/operations/settings.ts';
import type { PortableStore } from '../../../src/store/port.ts';
import { emptyConfig } from '../../support/world.ts';
import { slots } from './actions.ts';

export type Answer = { readonly ok: unknown } | { readonly refused: string; readonly message: string };

/** The real operations on a real store; the clock and what the process table says are set by hand. */
export interface Real {
  readonly clock: { now: number };
  readonly store: PortableStore;
  call(slot: number, operation: OperationName, input: object): Promise<Answer>;
  setLife(slot: number, life: Evidence): void;
  /** The old process is gone for good; the slot's next call comes from a new one. */
  newProcess(slot: number): void;
}

export function createReal(store: PortableStore, clock: { now: number }): Real {
  const lives = new Map<number, Evidence>();
  const pids = new Map<number, number>(slots.processes.map((slot) => [slot, 100 + slot]));
  const pidOf = (slot: number): number => pids.get(slot) ?? 0;

  const machine: Context['machine'] = {
    evidence: (process) => lives.get(process.pid) ?? 'alive',
    randomHex: (bytes) => 'ab'.repeat(bytes),
    sha256: (text) => `hash of ${text}`,
    hostname: 'here',
  };

  function contextOf(slot: number): Context {
    const used = {
      store,
      machine,
      settings: defaultSettings,
      facts: factsOf(slot, pidOf(slot)),
      place: { root: '/w', stateDir: '/w/.shoal', cwd: '/w', repo: '/w/.git', tree: '/w' },
      paths: { resolve: (path: string) => ({ tree: '/w', path }) },
      config: () => Promise.resolve({ read: () => emptyConfig }),
      transcripts: () => Promise.resolve({ newestFirst: () => [] }),
      signal: new AbortController().signal,
    };
    return used as unknown as Context; // operations on tasks, locks, mail and agents touch no other port
  }

  return {
    clock,
    store,
    async call(slot, operation, input) {
      try {
        return { ok: await invoke(contextOf(slot), operation, input) };
      } catch (error) {
        if (!(error instanceof ShoalError)) throw error;
        return { refused: error.code, message: error.message };
      }
    },
    setLife: (slot, life) => void lives.set(pidOf(slot), life),
    newProcess: (slot) => void pids.set(slot, pidOf(slot) + 10),
  };
}

function factsOf(slot: number, pid: number): CallerFacts {
  const isPerson = slot === slots.person;
  const process: ProcessRef = { bootId: 'boot', pidNamespace: 'ns', pid, startTime: '1' };
  return {
    token: null,
    marker: null,
    session:
      slot === 2 || slot === 3 || slot > slots.person ? { harness: 'codex', id: `session-${slot}` } : null,
    ancestors: slot < 2 ? [{ process, command: ['bot'], oneShot: false, harness: null }] : [],
    provenHuman: isPerson,
    user: 'pat',
  };
}
