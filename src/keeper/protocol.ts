import type { ProcessRef } from '../domain/agent.ts';

/*
 * The keeper's protocol: one JSON document per line on a unix socket, `KeeperCall` in, `KeeperReply` out, in order of
 * the calls of one connection; `output`, `exit` and `input` notices come in between. Bytes travel as latin1-safe base64.
 *
 * K1  A child's pipes belong to the keeper: no client's death, however sudden, reaches the child.
 * K2  Output is on disk before it is sent; it is kept until a client acknowledges it, also across clients.
 * K3  Input has offsets: bytes before what the keeper has taken are dropped, so saying it again is safe.
 * K4  A client that attaches gets every byte after its offset once, in order.
 * K5  Only a dead child is forgotten; its exit code is kept until then.
 */

export interface SpawnOrder {
  /** The client's name for it, unique: `s12-3`. */
  readonly child: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ChildStatus {
  readonly child: string;
  /** null: the keeper found only its files, left by a keeper before it. */
  readonly process: ProcessRef | null;
  readonly state: 'running' | 'exited' | 'lost';
  readonly code: number | null;
  readonly signal: string | null;
  /** Bytes of standard output so far, and up to where they were acknowledged. */
  readonly outputBytes: number;
  readonly ackedBytes: number;
  /** Bytes of standard input taken. */
  readonly inputBytes: number;
  /** Whether standard output has ended; a grandchild may hold it open after the exit. */
  readonly outputEnded: boolean;
  /** The last of standard error, at most 16 KiB. */
  readonly errorTail: string;
}

export type KeeperCall =
  | { readonly call: 'hello'; readonly version: string }
  | ({ readonly call: 'spawn' } & SpawnOrder)
  | { readonly call: 'list' }
  | { readonly call: 'attach'; readonly child: string; readonly from: number }
  | { readonly call: 'detach'; readonly child: string }
  /** `offset`: bytes that this client gave before these. */
  | { readonly call: 'write'; readonly child: string; readonly offset: number; readonly data: string }
  | { readonly call: 'endInput'; readonly child: string }
  | { readonly call: 'ack'; readonly child: string; readonly offset: number }
  | { readonly call: 'signal'; readonly child: string; readonly signal: string }
  | { readonly call: 'forget'; readonly child: string }
  /** Ends the keeper. Refused while a child runs, unless `kill`. */
  | { readonly call: 'stop'; readonly kill: boolean };

export type KeeperReply =
  | { readonly ok: true; readonly value?: unknown }
  | { readonly ok: false; readonly error: string };

export type KeeperNotice =
  | { readonly notice: 'output'; readonly child: string; readonly offset: number; readonly data: string }
  | { readonly notice: 'outputEnded'; readonly child: string }
  | { readonly notice: 'exit'; readonly child: string; readonly status: ChildStatus };
