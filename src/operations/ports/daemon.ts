/** The running daemon of this workspace on this machine. */
export interface Daemon {
  /**
   * Starts it when it is not running, and waits until it serves. Throws UNHEALTHY with its last words. `keepAgents`: one
   * that is started leaves its agents when a signal ends it.
   */
  ensure(keepAgents?: boolean): Promise<DaemonStatus>;
  /** null when it is not running. `answers`: false for one that hangs, or is ending. */
  status(): Promise<(DaemonStatus & { readonly answers: boolean }) | null>;
  /** `keepAgents`: they run on under the keeper until a daemon adopts them. Resolves when it has ended; false when none ran. */
  stop(keepAgents: boolean): Promise<boolean>;
}

export interface DaemonStatus {
  readonly pid: number;
  readonly version: string;
  /** Unix socket. */
  readonly socket: string;
  /** `http://127.0.0.1:8000`; null when it serves on the socket alone. */
  readonly url: string | null;
  readonly startedAt: number;
}
