import type { Principal } from './identity.ts';

/** How a request came here. */
export interface Connection {
  readonly viaSocket: boolean;
  readonly remoteAddress: string | null;
}

/** What every route finds at its request. */
export interface Env {
  Bindings: Connection;
  Variables: { principal: Principal };
}
