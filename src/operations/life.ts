import type { SignOfLife } from '../domain/task-rules.ts';
import type { View } from '../store/port.ts';
import type { Context } from './context.ts';

const gone: SignOfLife = { lastSeenAt: null, isAlive: false, isGone: true };

/** What is known of an agent's life: its last sign, and whether its process still keeps its leases. */
export function signOfLife(
  view: View,
  context: Pick<Context, 'machine' | 'settings'>,
  agentId: string | null,
): SignOfLife {
  const agent = agentId === null ? undefined : view.get('agent', agentId);
  if (agent === undefined || agent.state === 'gone') return gone;
  const lastSeenAt = view.get('liveness', agent.id)?.lastSeenAt ?? agent.createdAt;
  const isSilent = view.now - lastSeenAt > context.settings.silenceLimitMs;
  const evidence = agent.process === null ? 'unknown' : context.machine.evidence(agent.process);
  return { lastSeenAt, isAlive: evidence === 'alive' && !isSilent, isGone: evidence === 'dead' };
}
