import type { OperationName } from './manifest.ts';

/** What somebody should do next. */
export interface NextStep {
  readonly operation: OperationName;
  /** The command line that calls it. */
  readonly command: string;
  readonly why: string | null;
}

export function nextStep(operation: OperationName, command: string, why: string | null = null): NextStep {
  return { operation, command, why };
}
