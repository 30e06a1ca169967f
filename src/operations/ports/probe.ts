/** Tries the harnesses on this machine against a model of its own, and keeps what it found out. */
export interface HarnessProbe {
  /** The latest of each harness. */
  stored(): readonly ProbedHarness[];
  /** Runs the programs of these harnesses, or of all on PATH; takes a minute. Throws NOT_FOUND for one that is not there. */
  measure(names: readonly string[], tell: ProbeTell, signal: AbortSignal): Promise<readonly ProbedHarness[]>;
}

/** Called for each thing that is found out, as it is. */
export type ProbeTell = (harness: string, finding: ProbeFinding) => void;

export interface ProbedHarness {
  readonly harness: string;
  readonly program: string;
  /** As the program says; null when it does not. */
  readonly version: string | null;
  readonly probedAt: number;
  readonly tookMs: number;
  readonly findings: readonly ProbeFinding[];
}

export interface ProbeFinding {
  readonly capability: string;
  /** null: it could not be tried. */
  readonly ok: boolean | null;
  /** Why it is not so, or was not tried. */
  readonly why: string | null;
}
