import type { ChildStatus, SpawnOrder } from './protocol.ts';

/** The keeper as the supervisor sees it: `connectKeeper` in `client.ts`, a fake in unit tests. */
export interface Keeper {
  /** Resolves when it runs. Rejects with the reason when the program cannot be started. */
  spawn(order: SpawnOrder): Promise<ChildStatus>;
  list(): Promise<readonly ChildStatus[]>;
  /**
   * Output after `from`, then what comes, until `detach` or the end; in order, never concurrently. `onExit` comes after
   * the output that had come by the exit; `onOutputEnded` may come later still, or never, when a grandchild holds it open.
   */
  attach(child: string, from: number, listener: OutputListener): Promise<void>;
  detach(child: string): Promise<void>;
  /**
   * Resolves when the keeper has taken the bytes and the child is not far behind with reading. `offset`: bytes given
   * before these; repeated ones are dropped. Rejects with CONFLICT when new bytes can no longer reach the child.
   */
  write(child: string, offset: number, data: Uint8Array): Promise<void>;
  endInput(child: string): Promise<void>;
  /** The keeper may forget output before `offset`. */
  ack(child: string, offset: number): Promise<void>;
  /** To the child and its process group. Nothing when it has ended. */
  signal(child: string, signal: NodeJS.Signals): Promise<void>;
  /** Removes what is kept of a dead child. */
  forget(child: string): Promise<void>;
  /** Ends the keeper. Rejects with CONFLICT while children run, unless `kill`: then they are ended first. */
  stop(kill: boolean): Promise<void>;
  /** Resolves when the connection is lost: the keeper is gone, or `close` was called. */
  readonly lost: Promise<void>;
  /** Leaves the keeper and its children running. */
  close(): Promise<void>;
}

export interface OutputListener {
  onOutput(offset: number, data: Uint8Array): void;
  onOutputEnded(): void;
  onExit(status: ChildStatus): void;
}
