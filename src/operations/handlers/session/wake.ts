import type { Context } from '../../context.ts';
import { runningSessionOf } from './find.ts';

/**
 * What was sent to an agent that Shoal runs, decided for it or taken from it needs the daemon to reach it. One that does not
 * start now is no reason to refuse that: it is kept, and reaches the agent by the next daemon.
 */
export async function wakeDaemonFor(context: Context, agents: readonly string[]): Promise<void> {
  const hasSession = await context.store.read((view) =>
    agents.some((agent) => runningSessionOf(view, agent) !== undefined),
  );
  if (!hasSession) return;
  const daemon = await context.daemon();
  await daemon.ensure().catch(() => undefined);
}
