import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { findById } from '../../lookup.ts';

/** By id, m42 or 42. */
export function findMessage(view: View, text: string): ByKind<'message'> {
  const message = findById(view, 'message', text);
  if (message !== undefined) return message;
  const latest = view.list('message', { newestFirst: true, limit: 1 })[0]?.id;
  throw new ShoalError(
    'NOT_FOUND',
    `There is no message "${text}"${latest === undefined ? '' : `; the latest is ${latest}`}.`,
    {
      hint: 'See `shoal inbox`.',
    },
  );
}
