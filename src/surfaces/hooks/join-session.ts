import { ShoalError } from '../../domain/errors.ts';
import type { Context } from '../../operations/context.ts';
import { join } from '../../operations/handlers/agent/join.ts';

/** The session becomes an agent, or stays the one it is. */
export async function joinSession(context: Context): Promise<void> {
  await join(context, {});
}

/** Runs it; a session that no start has announced (Shoal was set up while it ran) joins first. */
export async function asMember<T>(context: Context, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ShoalError) || error.code !== 'NOT_JOINED') throw error;
    await joinSession(context);
    return act();
  }
}
