import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, View } from '../../../store/port.ts';

/** By its id, with or without the letter. Throws NOT_FOUND. */
export function findRun(view: View, text: string): ByKind<'run'> {
  const run = view.get('run', /^\d+$/.test(text) ? `r${text}` : text.toLowerCase());
  if (run !== undefined) return run;
  throw new ShoalError('NOT_FOUND', `There is no run ${text}.`, { hint: 'See `shoal runs`.' });
}
