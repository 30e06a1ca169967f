import { ShoalError } from '../domain/errors.ts';
import { readRecord } from './child-files.ts';
import { readErrorTail } from './error-tail.ts';
import type { Kept } from './kept.ts';
import type { KeeperMachine } from './machine.ts';
import type { ChildStatus } from './protocol.ts';
import { signalGroup } from './signal-group.ts';
import { Spool } from './spool.ts';

/** What an earlier keeper left of a child: its output as far as it came, its exit if that was seen. */
export class Remains implements Kept {
  readonly outputEnded = true;
  readonly isBusy = false;
  readonly listeners = new Set<() => void>();
  readonly #child: string;
  readonly #machine: KeeperMachine;
  readonly #spool: Spool;
  readonly #left: ChildStatus;

  constructor(child: string, directory: string, machine: KeeperMachine) {
    this.#child = child;
    this.#machine = machine;
    this.#spool = new Spool(directory);
    const record = readRecord(directory);
    const seen = record?.state === 'exited' ? record : null;
    this.#left = {
      child,
      process: record?.process ?? null,
      state: seen === null ? 'lost' : 'exited',
      code: seen?.code ?? null,
      signal: seen?.signal ?? null,
      outputBytes: this.#spool.end,
      ackedBytes: Math.max(seen?.ackedBytes ?? 0, this.#spool.start),
      inputBytes: seen?.inputBytes ?? 0,
      outputEnded: true,
      errorTail: readErrorTail(directory),
    };
  }

  get status(): ChildStatus {
    const { process, state } = this.#left;
    if (state === 'exited' || process === null || this.#machine.isAlive(process)) return this.#left;
    return { ...this.#left, process: null };
  }

  get exitAt(): number {
    return this.#spool.end;
  }

  get outputStart(): number {
    return this.#spool.start;
  }

  get outputEnd(): number {
    return this.#spool.end;
  }

  readOutput(offset: number, bytesMax: number): Uint8Array {
    return this.#spool.read(offset, bytesMax);
  }

  write(offset: number, data: Uint8Array): Promise<void> {
    if (offset + data.length <= this.#left.inputBytes) return Promise.resolve();
    throw new ShoalError('CONFLICT', `${this.#child} cannot be given input: its keeper died.`);
  }

  endInput(): void {}

  ack(offset: number): void {
    this.#spool.trim(offset);
  }

  signal(signal: NodeJS.Signals): void {
    const { state, process } = this.status;
    if (state === 'lost' && process !== null) signalGroup(process.pid, signal);
  }

  close(): void {
    this.#spool.close();
  }
}
