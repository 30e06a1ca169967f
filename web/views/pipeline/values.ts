import type { Model } from './model.ts';

/** What may stand at a place of the text that only the text itself tells: ids of its agents; and profiles. */
export function valuesAt(
  path: readonly string[],
  model: Model | null,
  profiles: readonly string[],
): readonly string[] {
  const ids = model?.stages.map(({ id }) => id) ?? [];
  const place = path.filter((step) => step !== '*').join('.');
  switch (place.replace(/^agents\./, '')) {
    case 'handoffs.to':
    case 'participants':
    case 'summary_agent':
    case 'extends':
      return ids;
    case 'entry_point':
      return ['first', 'auto', ...ids];
    case 'runtime':
    case 'profile':
    case 'gate.runtime':
      return profiles;
    default:
      return [];
  }
}
