/** Every refusal Shoal can give. One row per code, so that no surface can invent its own mapping. */
export const errorCodes = {
  USAGE: { exit: 2, http: 400, rpc: -32602 },
  INVALID_INPUT: { exit: 2, http: 400, rpc: -32602 },
  AMBIGUOUS: { exit: 2, http: 409, rpc: -32602 },
  NOT_FOUND: { exit: 1, http: 404, rpc: -32004 },
  NO_WORKSPACE: { exit: 1, http: 404, rpc: -32004 },
  NOT_JOINED: { exit: 6, http: 401, rpc: -32001 },
  NOT_ALLOWED: { exit: 6, http: 403, rpc: -32003 },
  NOTHING_TO_DO: { exit: 3, http: 200, rpc: -32010 },
  CONFLICT: { exit: 4, http: 409, rpc: -32009 },
  STALE: { exit: 4, http: 409, rpc: -32009 },
  LOCKED: { exit: 4, http: 423, rpc: -32009 },
  DEADLOCK: { exit: 4, http: 409, rpc: -32009 },
  CYCLE: { exit: 4, http: 409, rpc: -32009 },
  LIMIT: { exit: 4, http: 429, rpc: -32008 },
  WAITING: { exit: 5, http: 202, rpc: -32005 },
  TIMED_OUT: { exit: 7, http: 408, rpc: -32007 },
  BUSY: { exit: 75, http: 503, rpc: -32075 },
  UNHEALTHY: { exit: 1, http: 503, rpc: -32000 },
  STORE_FULL: { exit: 75, http: 507, rpc: -32075 },
  STORE_READ_ONLY: { exit: 1, http: 500, rpc: -32000 },
  STORE_CORRUPT: { exit: 1, http: 500, rpc: -32000 },
  STORE_TOO_NEW: { exit: 1, http: 500, rpc: -32000 },
  STORE_UNSAFE: { exit: 1, http: 500, rpc: -32000 },
  SPAWN_FAILED: { exit: 1, http: 500, rpc: -32000 },
  INTERNAL: { exit: 1, http: 500, rpc: -32603 },
} as const satisfies Record<string, { exit: number; http: number; rpc: number }>;

export type ErrorCode = keyof typeof errorCodes;

export interface ErrorOptions {
  /** What to do next, as one sentence or one command line. */
  readonly hint?: string;
  /** JSON-pure facts for programs. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A refusal or failure that a person or a program can act on. The message says what happened, with which values. */
export class ShoalError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ShoalError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
  }
}

/** The one JSON form of an error on every surface. */
export function errorDocument(error: ShoalError): {
  error: { code: ErrorCode; message: string; hint?: string; details?: Readonly<Record<string, unknown>> };
} {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.details === undefined ? {} : { details: error.details }),
    },
  };
}
