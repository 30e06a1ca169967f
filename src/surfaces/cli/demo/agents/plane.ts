/** A task as claimed. */
export interface ClaimedTask {
  readonly id: string;
  readonly title: string;
}

/** How one kind of agent reaches Shoal. The work is the same in all of them. */
export interface Plane {
  join(): Promise<void>;
  /** The next task as soon as there is one; null when aborted or nothing came. */
  claim(signal: AbortSignal): Promise<ClaimedTask | null>;
  /** Returns when the file is this agent's to edit. */
  open(path: string, task: ClaimedTask): Promise<void>;
  /** Waits in line for a path. */
  lock(path: string, task: ClaimedTask): Promise<void>;
  unlock(path: string): Promise<void>;
  /** Called after each file was written. */
  wrote(path: string): Promise<void>;
  progress(text: string): Promise<void>;
  done(summary: string): Promise<void>;
  send(text: string, to: readonly string[]): Promise<void>;
  readMail(): Promise<void>;
  leave(): Promise<void>;
}

/** Where an agent of the demo stands. */
export interface AgentWorld {
  readonly name: string;
  readonly directory: string;
  /** Its environment; a harness's hook may add to it. */
  env: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
}
