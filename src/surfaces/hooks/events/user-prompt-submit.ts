import { mail } from '../../../operations/handlers/hook/mail.ts';
import { joinSession, unlessUnknown } from '../join-session.ts';
import type { EventAnswer } from '../session.ts';
import { mailText } from '../texts.ts';

/** Mail that came while nothing ran; a session that is nobody joins and is briefed now. */
export const userPromptSubmit: EventAnswer = async (session, context) => {
  const news = await unlessUnknown(() => mail(context, {}));
  if (news !== null) return news.value.messages.length === 0 ? {} : { context: mailText(news.value) };
  await joinSession(context);
  const { briefing } = await import('./briefing.ts');
  return { context: await briefing(context, session.now) };
};
