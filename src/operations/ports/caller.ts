import type { ProcessRef } from '../../domain/agent.ts';

/** What the edge can prove about who is calling; resolved to an agent against the store. */
export interface CallerFacts {
  readonly token: string | null;
  /** From a harness's session variable or a hook's payload. */
  readonly session: { readonly harness: string; readonly id: string } | null;
  readonly ancestors: readonly Ancestor[];
  /** Value of SHOAL_AGENT, set by spawn. */
  readonly marker: string | null;
  /** A terminal, no harness among the ancestors, no marker, token or session variable: law 11. */
  readonly provenHuman: boolean;
  readonly user: string;
}

/** A process above the caller's, nearest first. */
export interface Ancestor {
  readonly process: ProcessRef;
  readonly command: readonly string[];
  /** A shell that runs one `-c` string, or a wrapper such as env, timeout, npx: never the agent itself. */
  readonly oneShot: boolean;
  /** The harness that this process is, if it is one. */
  readonly harness: string | null;
}

/** The person at the terminal. */
export interface Person {
  /** Shows the text and asks; null when there is no terminal to ask at. */
  confirm(text: string, question: string): Promise<boolean | null>;
  /** Shows the text and asks for a line; null when there is no terminal to ask at. */
  ask(text: string, question: string): Promise<string | null>;
  /** Opens their editor on a file and waits; whether it ended well, null when there is no terminal. */
  edit(path: string): Promise<boolean | null>;
}
