import { mail } from '../../../operations/handlers/hook/mail.ts';
import { asMember } from '../join-session.ts';
import type { EventAnswer } from '../session.ts';
import { mailText } from '../texts.ts';

/** A sign of life, and what came meanwhile. */
export const postToolUse: EventAnswer = async (_session, context) => {
  const news = await asMember(context, () => mail(context, {}));
  return news.messages.length === 0 ? {} : { context: mailText(news) };
};
