import { mail } from '../../../operations/handlers/hook/mail.ts';
import { unlessUnknown } from '../join-session.ts';
import type { EventAnswer } from '../session.ts';
import { mailText } from '../texts.ts';

/** A sign of life, and what came meanwhile. Who has left stays so: `shoal leave` was a tool call too. */
export const postToolUse: EventAnswer = async (_session, context) => {
  const news = await unlessUnknown(() => mail(context, { busy: true }));
  return news === null || news.value.messages.length === 0 ? {} : { context: mailText(news.value) };
};
