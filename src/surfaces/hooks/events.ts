import type { EventAnswer } from './session.ts';
import type { HookEvent } from './dialect.ts';

/** Each event's code is loaded when it happens: the one before a tool call must not pay for the others. */
export const events: Readonly<Record<HookEvent, () => Promise<EventAnswer>>> = {
  'session-start': async () => (await import('./events/session-start.ts')).sessionStart,
  'user-prompt-submit': async () => (await import('./events/user-prompt-submit.ts')).userPromptSubmit,
  'pre-tool-use': async () => (await import('./events/pre-tool-use.ts')).preToolUse,
  'post-tool-use': async () => (await import('./events/post-tool-use.ts')).postToolUse,
  stop: async () => (await import('./events/stop.ts')).stop,
  'session-end': async () => (await import('./events/session-end.ts')).sessionEnd,
};
