import type { ChildStatus } from './protocol.ts';

/** A child as its clients can deal with it: one of this keeper, or what a keeper before it left. */
export interface Kept {
  readonly status: ChildStatus;
  /** Output that had come when the exit was known; null while it runs. */
  readonly exitAt: number | null;
  /** Where the kept output begins, and ends by now. */
  readonly outputStart: number;
  readonly outputEnd: number;
  readonly outputEnded: boolean;
  /** Whether there is more to come: from it, or from what it left behind with its output open. */
  readonly isBusy: boolean;
  readOutput(offset: number, bytesMax: number): Uint8Array;
  write(offset: number, data: Uint8Array): Promise<void>;
  endInput(): void;
  ack(offset: number): void;
  signal(signal: NodeJS.Signals): void;
  /** Called after output, the end of output and the exit. */
  readonly listeners: Set<() => void>;
  /** Stops what is still being read. Of a dead child only. */
  close(): void;
}
