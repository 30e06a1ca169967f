import { ShoalError } from '../../domain/errors.ts';
import type { Context } from '../../operations/context.ts';
import { join } from '../../operations/handlers/agent/join.ts';

/** The session becomes an agent, or stays the one it is. */
export async function joinSession(context: Context): Promise<void> {
  await join(context, {});
}

/** Runs it; a session that no start has announced (Shoal was set up while it ran) joins first. */
export async function asMember<T>(context: Context, act: () => Promise<T>): Promise<T> {
  const done = await unlessUnknown(act);
  if (done !== null) return done.value;
  await joinSession(context);
  return act();
}

/** null for a session that is nobody: it has left, or never joined. */
export async function unlessUnknown<T>(act: () => Promise<T>): Promise<{ readonly value: T } | null> {
  try {
    return { value: await act() };
  } catch (error) {
    if (error instanceof ShoalError && error.code === 'NOT_JOINED') return null;
    throw error;
  }
}
