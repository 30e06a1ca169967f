import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { findById } from '../../lookup.ts';

/** By id, q5 or 5. What is a message is said to be one. */
export function findRequest(view: View, text: string): ByKind<'request'> {
  const request = findById(view, 'request', text);
  if (request !== undefined) return request;
  const message = /^m/i.test(text) ? findById(view, 'message', text) : undefined;
  if (message !== undefined) {
    throw new ShoalError('INVALID_INPUT', `${message.id} is a message: nobody waits for its approval.`, {
      hint: `Answer it: \`shoal reply ${message.id} TEXT\`.`,
    });
  }
  const latest = view.list('request', { newestFirst: true, limit: 1 })[0]?.id;
  throw new ShoalError(
    'NOT_FOUND',
    `There is no request "${text}"${latest === undefined ? '' : `; the latest is ${latest}`}.`,
    { hint: 'See `shoal requests`.' },
  );
}
