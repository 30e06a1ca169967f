import type { View } from '../../../store/port.ts';

/** Id of the task that the agent took last. */
export function currentTask(view: View, agent: string): string | null {
  const held = view.list('task', { where: { holder: agent } });
  return held.toSorted((a, b) => (b.claimedAt ?? 0) - (a.claimedAt ?? 0))[0]?.id ?? null;
}
