import type { Context } from '../../context.ts';
import { runningSessionOf } from './find.ts';

/**
 * What was sent to an agent that Shoal runs needs the daemon to reach it. One that does not start now is no reason to
 * refuse the message: it is kept, and reached by the next daemon.
 */
export async function wakeDaemonFor(context: Context, agents: readonly string[]): Promise<void> {
  const hasSession = await context.store.read((view) =>
    agents.some((agent) => runningSessionOf(view, agent) !== undefined),
  );
  if (!hasSession) return;
  const daemon = await context.daemon();
  await daemon.ensure().catch(() => undefined);
}
