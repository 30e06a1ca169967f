import { appendFileSync } from 'node:fs';
import { joinSession } from '../join-session.ts';
import { forgetOldCaches } from '../lock-cache.ts';
import { cacheDirectory, type EventAnswer, type HookSession } from '../session.ts';
import { briefing } from './briefing.ts';

export const sessionStart: EventAnswer = async (session, context) => {
  await joinSession(context);
  exportIdentity(session);
  forgetOldCaches(cacheDirectory(session.place), session.now);
  return { context: await briefing(context, session.now) };
};

/** Claude Code sources this file before every shell call: the session is known there even where its own variable is missing. */
function exportIdentity({ harness, call, env }: HookSession): void {
  const file = env['CLAUDE_ENV_FILE'];
  if (harness !== 'claude' || file === undefined || file === '' || !/^[\w.-]+$/.test(call.session ?? ''))
    return;
  appendFileSync(file, `export SHOAL_SESSION=claude:${call.session}\n`);
}
