import type { TurnEndReason } from '../driver.ts';
import type { Connection, RateLimits, RateWindow } from './state.ts';
import { fieldsAt, isFields, numberAt, textAt, type Fields } from './wire.ts';

/** `account/rateLimits/updated` is sparse: what it leaves out still holds. */
export function takeRateLimits({ state, sink }: Connection, params: Fields): void {
  const limits = fieldsAt(params, 'rateLimits');
  const windows = [toWindow(limits['primary']), toWindow(limits['secondary'])].filter((one) => one !== null);
  if (windows.length === 0) return;
  const text = windows.map(describe).join(', ');
  const isNews = text !== state.limits.said;
  state.limits = { windows, said: text };
  if (!isNews) return;
  const fullest = windows.reduce((most, one) => (one.usedPercent > most.usedPercent ? one : most));
  sink.emit({ type: 'rate-limit', blocked: false, until: fullest.resetsAt, text });
}

export interface Failure {
  readonly reason: TurnEndReason;
  readonly text: string;
  /** Set when no turn can run for a while. */
  readonly limit: { readonly until: number | null } | null;
}

/** What a `TurnError` means. `at`: when Codex sent it, epoch ms. */
export function toFailure({ windows }: RateLimits, error: Fields, at: number | null): Failure {
  const text = [textAt(error, 'message'), textAt(error, 'additionalDetails')].filter(Boolean).join(': ');
  const info = error['codexErrorInfo'];
  const code = typeof info === 'string' ? info : isFields(info) ? (Object.keys(info)[0] ?? 'other') : 'other';
  const status = isFields(info) ? numberAt(fieldsAt(info, code), 'httpStatusCode') : null;
  const failure = (reason: TurnEndReason): Failure => ({ reason, text, limit: null });

  if (code === 'usageLimitExceeded') {
    // An empty purse: no waiting fills it.
    if (/quota exceeded|billing/i.test(text)) return failure('budget');
    return { reason: 'rate-limited', text, limit: { until: resetOf(windows) } };
  }
  if (code === 'rateLimitExceeded' || status === 429) {
    return { reason: 'rate-limited', text, limit: { until: afterPause(text, at) } };
  }
  if (code === 'unauthorized' || status === 401 || status === 403) return failure('auth');
  if (code === 'contextWindowExceeded') return failure('context-overflow');
  if (code === 'sessionBudgetExceeded') return failure('budget');
  if (code === 'cyberPolicy' || code === 'misalignmentPolicyViolation') return failure('refused');
  if (/max_output_tokens/.test(text)) return failure('max-tokens');
  return failure('error');
}

/** The limit is over when the last of the windows that are used up begins anew. */
function resetOf(windows: readonly RateWindow[]): number | null {
  const resets = windows
    .filter(({ usedPercent }) => usedPercent >= 100)
    .map(({ resetsAt }) => resetsAt)
    .filter((at) => at !== null);
  return resets.length === 0 ? null : Math.max(...resets);
}

/** `… try again in 1.5s` */
function afterPause(text: string, at: number | null): number | null {
  const pause = /try again in (\d+(?:\.\d+)?)\s*(ms|s|m|h)\b/i.exec(text);
  if (pause === null || at === null) return null;
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[pause[2]?.toLowerCase() ?? 's'] ?? 1000;
  return at + Math.ceil(Number(pause[1]) * unit);
}

function toWindow(value: unknown): RateWindow | null {
  if (!isFields(value)) return null;
  const usedPercent = numberAt(value, 'usedPercent');
  if (usedPercent === null) return null;
  const seconds = numberAt(value, 'resetsAt');
  return {
    usedPercent,
    minutes: numberAt(value, 'windowDurationMins'),
    resetsAt: seconds === null ? null : seconds * 1000,
  };
}

function describe({ usedPercent, minutes }: RateWindow): string {
  return `${minutes === null ? 'limit' : `${duration(minutes)} limit`} ${usedPercent} % used`;
}

function duration(minutes: number): string {
  if (minutes % 1440 === 0) return `${minutes / 1440}-day`;
  return minutes % 60 === 0 ? `${minutes / 60}-hour` : `${minutes}-minute`;
}
