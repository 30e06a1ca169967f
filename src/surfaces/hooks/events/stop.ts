import { open } from '../../../operations/handlers/hook/open.ts';
import { asMember } from '../join-session.ts';
import type { EventAnswer } from '../session.ts';
import { holdText } from '../texts.ts';

/** Holds the session once: what it answers after that is its last word. */
export const stop: EventAnswer = async ({ call }, context) => {
  if (call.isHeldAlready) return {};
  const text = holdText(await asMember(context, () => open(context, {})));
  return text === '' ? {} : { hold: text };
};
