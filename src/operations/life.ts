import type { SignOfLife } from '../domain/task-rules.ts';
import type { View } from '../store/port.ts';
import type { Context } from './context.ts';

/** What is known of an agent's life: its last sign, and whether its process still keeps its leases. */
export function signOfLife(
  view: View,
  context: Pick<Context, 'machine' | 'settings'>,
  agentId: string | null,
): SignOfLife {
  const agent = agentId === null ? undefined : view.get('agent', agentId);
  if (agent === undefined || agent.state === 'gone') return { lastSeenAt: null, isAlive: false };
  const lastSeenAt = view.get('liveness', agent.id)?.lastSeenAt ?? agent.createdAt;
  const isSilent = view.now - lastSeenAt > context.settings.silenceLimitMs;
  const isAlive = !isSilent && agent.process !== null && context.machine.evidence(agent.process) === 'alive';
  return { lastSeenAt, isAlive };
}
