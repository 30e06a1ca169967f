import type { HookEvent } from '../hooks/dialect.ts';

/** What every hook command of ours holds, whatever its version, and nobody else's does. */
export const hookMark = /\bshoal hook (?:claude|codex|gemini|opencode|copilot) /;

/** Where `shoal` is not on PATH it does nothing: a teammate without it notices nothing. */
export function hookCommand(harness: string, event: HookEvent): string {
  return `command -v shoal >/dev/null 2>&1 || exit 0; exec shoal hook ${harness} ${event}`;
}
