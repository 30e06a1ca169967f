import { ShoalError } from '../../../domain/errors.ts';
import { mail } from '../../../operations/handlers/hook/mail.ts';
import { joinSession } from '../join-session.ts';
import type { EventAnswer } from '../session.ts';
import { mailText } from '../texts.ts';

/** Mail that came while nothing ran; a session that never joined is briefed now. */
export const userPromptSubmit: EventAnswer = async (session, context) => {
  try {
    const news = await mail(context, {});
    return news.messages.length === 0 ? {} : { context: mailText(news) };
  } catch (error) {
    if (!(error instanceof ShoalError) || error.code !== 'NOT_JOINED') throw error;
    await joinSession(context);
    const { briefing } = await import('./briefing.ts');
    return { context: await briefing(context, session.now) };
  }
};
