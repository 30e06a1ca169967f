import { mail } from '../../../operations/handlers/hook/mail.ts';
import { open } from '../../../operations/handlers/hook/open.ts';
import { unlessUnknown } from '../join-session.ts';
import type { EventAnswer } from '../session.ts';
import { holdText } from '../texts.ts';

/** Holds the session once: what it answers after that is its last word. */
export const stop: EventAnswer = async ({ call }, context) => {
  if (call.isHeldAlready) return {};
  const left = await unlessUnknown(() => open(context, {}));
  const news = await unlessUnknown(() => mail(context, {}));
  const text = left === null || news === null ? '' : holdText(left.value, news.value);
  return text === '' ? {} : { hold: text };
};
