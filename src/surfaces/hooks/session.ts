import { join } from 'node:path';
import type { Context } from '../../operations/context.ts';
import type { Place } from '../../operations/ports.ts';
import type { HarnessName, HookAnswer, HookCall, HookEvent } from './dialect.ts';

/** One hook call of one session, in a workspace. */
export interface HookSession {
  readonly harness: HarnessName;
  readonly event: HookEvent;
  readonly call: HookCall;
  /** Without a store. */
  readonly outside: Context;
  readonly place: Place;
  readonly now: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Answers one event. It may throw: then the call is let pass, unless a lock is known. */
export type EventAnswer = (session: HookSession, context: Context) => Promise<HookAnswer>;

export function cacheDirectory(place: Place): string {
  return join(place.stateDir, 'cache');
}

export function cacheFile({ harness, call, outside, place }: HookSession): string {
  const name = outside.machine.sha256(`${harness}:${call.session ?? ''}`).slice(0, 16);
  return join(cacheDirectory(place), `locks-${name}.json`);
}
