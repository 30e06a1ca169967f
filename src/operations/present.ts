import type { View } from '../store/port.ts';

/** ISO 8601 UTC; null stays null. */
export function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** Same, for an instant that is always there. */
export function isoInstant(ms: number): string {
  return new Date(ms).toISOString();
}

/** An ISO instant within a sentence: `2026-01-31 14:05:09 UTC`. */
export function instantText(iso: string | null): string {
  return iso === null ? 'an unknown time' : `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** An agent's name for people; null for nobody, the id itself if its record is gone. */
export function agentName(view: View, id: string | null): string | null {
  return id === null ? null : (view.get('agent', id)?.name ?? id);
}
