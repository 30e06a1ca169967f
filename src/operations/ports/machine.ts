import type { Evidence, ProcessRef } from '../../domain/agent.ts';

/** The machine that this process runs on. */
export interface Machine {
  /** What the process table says; `unknown` for another host, boot or pid namespace. */
  evidence(process: ProcessRef): Evidence;
  /** Random bytes as hex, for tokens. */
  randomHex(bytes: number): string;
  sha256(text: string): string;
  readonly hostname: string;
}
