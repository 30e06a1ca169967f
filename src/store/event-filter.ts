import type { Kind } from '../domain/kinds.ts';
import type { EventNote, EventQuery, LogEvent } from './port.ts';

export const defaultLimit = 10_000;

/** True when the event is one that the query asks for, its position aside. */
export function matches(event: LogEvent, query: Omit<EventQuery, 'after' | 'before'>): boolean {
  if (query.task !== undefined && event.task !== query.task) return false;
  if (query.agent !== undefined && event.actor !== query.agent && event.agent !== query.agent) return false;
  if (query.kinds !== undefined && !query.kinds.includes(event.kind)) return false;
  return query.type === undefined || event.type === query.type || event.type.startsWith(`${query.type}.`);
}

/** The task that an event is about: the one named, else the changed record itself when it is a task. */
export function taskOf(kind: Kind, id: string, note: EventNote): string | null {
  return note.task ?? (kind === 'task' ? id : null);
}
