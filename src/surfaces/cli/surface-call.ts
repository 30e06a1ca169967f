import type { Globals } from './globals.ts';

/** What the process was started with. */
export interface Invocation {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Epoch ms. */
  readonly now: number;
  readonly version: string;
}

/** What a command that is no operation is given: the words after its own. */
export interface SurfaceCall extends Invocation {
  readonly globals: Globals;
  readonly words: readonly string[];
}
