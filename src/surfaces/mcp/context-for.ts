import type { Context } from '../../operations/context.ts';
import type { Operation } from '../../operations/manifest.ts';

/** The context of one call, by whoever is at the other end. */
export type ContextFor = (call: {
  readonly needs: Operation['needs'];
  readonly signal?: AbortSignal;
  readonly afterAnswer?: Context['afterAnswer'];
}) => Promise<Context>;
