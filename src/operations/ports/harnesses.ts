/** The harnesses on this machine, and their files in this project. */
export interface Harnesses {
  /** Those on PATH, in the usual order. */
  found(): readonly string[];
  /** Whether a program is on PATH; one that is a path: whether it is there, seen from `directory`. */
  has(program: string, directory: string): boolean;
  /** What is known of each harness; asks each one found for its version. */
  report(): Promise<readonly HarnessReport[]>;
  /** Those whose hooks are written in the project. */
  setUp(): Promise<readonly string[]>;
  /** What setup would change. Throws CONFLICT for a file that is not safe to edit. */
  plan(names: readonly string[], removes: boolean): Promise<readonly HarnessFile[]>;
  /** Writes exactly what was planned. */
  apply(files: readonly HarnessFile[]): Promise<void>;
  /** Asks a model once, through the first that is installed. Throws NOT_FOUND, SPAWN_FAILED. */
  ask(prompt: string, signal: AbortSignal): Promise<string>;
}

/** One planned change of a project file; null is no file. */
export interface HarnessFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** The file as it is without anything of ours. */
  readonly clean: string | null;
  /** Unified. */
  readonly diff: string;
}

export interface HarnessReport {
  readonly name: string;
  readonly found: boolean;
  readonly path: string | null;
  readonly version: string | null;
  /** null: cannot be told without asking the vendor. */
  readonly signedIn: boolean | null;
  /** Hooks are written and the harness will run them; null: cannot be told. */
  readonly hooksActive: boolean | null;
  /** What keeps hooks from running and how to allow them; null when nothing does. */
  readonly detail: string | null;
}
