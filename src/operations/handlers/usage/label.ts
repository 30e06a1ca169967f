import type { View } from '../../../store/port.ts';
import { agentName } from '../../present.ts';

/** What a row of usage is called: by its agent's name or its task's title; '' is what is of none. */
export function labelOf(view: View, by: string, of: string): string {
  if (of === '') return `no ${by}`;
  if (by === 'agent') return agentName(view, of) ?? of;
  return by === 'task' ? (view.get('task', of)?.title ?? of) : of;
}
