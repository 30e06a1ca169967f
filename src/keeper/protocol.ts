import type { ProcessRef } from '../domain/agent.ts';
import type { ErrorCode } from '../domain/errors.ts';

/*
 * The keeper's protocol: one JSON document per line on a unix socket, `KeeperRequest` in, `KeeperReply` out, with the
 * number of its request; notices come in between. Requests are carried out in order; only the reply to a `write` waits,
 * until the child has read enough of what was given before, and holds up no other. Bytes travel as base64.
 *
 * K1  A child's pipes belong to the keeper: no client's death, however sudden, reaches the child.
 * K2  Output is on disk before it is sent; it is kept until a client acknowledges it, also across clients.
 * K3  Input has offsets: bytes before what the keeper has taken are dropped, so saying it again is safe.
 * K4  A client that attaches gets every byte after its offset once, in order.
 * K5  Only a dead child is forgotten; its exit code is kept until then.
 */

/** Raised when an old client or keeper could misread the other. `hello` and its reply never change. */
export const protocolNumber = 1;
/** A longer request or reply ends the connection. */
export const lineBytesMax = 64 * 1024 * 1024;
/** Bytes that travel in one message. Divisible by 3: its base64 has no padding. */
export const pieceBytes = 192 * 1024;
/** Of what the child writes to standard error, so much is shown. */
export const errorTailBytes = 16 * 1024;

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
  /** Of a `lost` child: null when it no longer lives. */
  readonly process: ProcessRef | null;
  /** `lost`: its keeper died before it; what became of it is not known, but for what `process` says. */
  readonly state: 'running' | 'exited' | 'lost';
  readonly code: number | null;
  readonly signal: string | null;
  /** Bytes of standard output so far, and up to where they were acknowledged. */
  readonly outputBytes: number;
  readonly ackedBytes: number;
  /** Bytes of standard input taken; 0 for a `lost` child, of which it is not known. */
  readonly inputBytes: number;
  /** Whether standard output has ended; a grandchild may hold it open after the exit. */
  readonly outputEnded: boolean;
  /** The last of standard error, at most 16 KiB. */
  readonly errorTail: string;
}

export type KeeperCall =
  | { readonly call: 'hello'; readonly version: string; readonly protocol: number }
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

export type KeeperRequest = KeeperCall & { readonly id: number };

export type KeeperReply =
  | { readonly id: number; readonly ok: true; readonly value?: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: ErrorCode;
      readonly error: string;
      readonly hint?: string;
    };

/** What `hello` is answered. */
export interface KeeperHello {
  readonly version: string;
  readonly protocol: number;
  readonly pid: number;
}

/** `exit` follows all output that had come by then. */
export type KeeperNotice =
  | { readonly notice: 'output'; readonly child: string; readonly offset: number; readonly data: string }
  | { readonly notice: 'outputEnded'; readonly child: string }
  | { readonly notice: 'exit'; readonly child: string; readonly status: ChildStatus };
