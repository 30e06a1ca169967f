import type { TurnEndReason } from '../driver.ts';
import { number, object, string, type Json } from './json.ts';

export interface Failure {
  readonly reason: TurnEndReason;
  readonly text: string;
}

/** JSON-RPC code by which ACP says that nobody is signed in. */
const authRequired = -32_000;

/** Vendors put their error's class into words; the first that fits holds. */
const signs: readonly (readonly [TurnEndReason, RegExp])[] = [
  [
    'context-overflow',
    /context[_ -]?(length|window|limit|overflow)|maximum context|prompt is too long|too many tokens|ContextOverflow/i,
  ],
  ['budget', /insufficient (credit|fund|balance)|spending limit|budget|billing|ai credits/i],
  ['rate-limited', /rate.?limit|quota|too many requests|resource.?exhausted|\b429\b|overloaded/i],
  [
    'auth',
    /unauthori[sz]ed|unauthenticated|authenticat|api.?key|not logged in|log ?in\b|sign in|\b401\b|\b403\b|forbidden/i,
  ],
];

/** What a JSON-RPC error means for a turn. */
export function failureOf(error: Json): Failure {
  const text = describeError(error);
  const code = number(error['code']);
  if (code === authRequired || code === 401 || code === 403) return { reason: 'auth', text };
  if (code === 429) return { reason: 'rate-limited', text };
  return { reason: reasonOf(`${text} ${string(object(error['data'])['errorName']) ?? ''}`), text };
}

export function reasonOf(text: string): TurnEndReason {
  return signs.find(([, pattern]) => pattern.test(text))?.[0] ?? 'error';
}

function describeError(error: Json): string {
  const message = innerMessage(string(error['message']) ?? 'an error without words');
  const details = string(object(error['data'])['details']);
  return details === null || message.includes(details) ? message : `${message}: ${details}`;
}

/** Gemini CLI passes its vendor's whole body on as the message. */
function innerMessage(message: string): string {
  if (!message.startsWith('{')) return message;
  try {
    const body = object(JSON.parse(message));
    return string(object(body['error'])['message']) ?? message;
  } catch {
    return message;
  }
}
