import { open } from '../../../operations/handlers/hook/open.ts';
import { unlessUnknown } from '../join-session.ts';
import type { EventAnswer } from '../session.ts';
import { holdText } from '../texts.ts';

/** Holds the session once: what it answers after that is its last word. */
export const stop: EventAnswer = async ({ call }, context) => {
  const left = call.isHeldAlready ? null : await unlessUnknown(() => open(context, {}));
  const text = left === null ? '' : holdText(left.value);
  return text === '' ? {} : { hold: text };
};
