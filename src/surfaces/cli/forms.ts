import { parseDuration } from '../../domain/duration.ts';
import { ShoalError } from '../../domain/errors.ts';
import type { TextForm } from '../../operations/define.ts';

/** Converts the text of an argument to the JSON value of its field; `where` names the argument in errors. */
export function convert(form: TextForm, text: string, where: string, now: number): unknown {
  switch (form) {
    case 'text':
    case 'flag':
      return text;
    case 'duration':
      return (
        parseDuration(text) ?? refuse(where, text, 'a duration', '30m, 1h30m, 90s; a bare number is seconds')
      );
    case 'priority':
      return (
        parsePriority(text) ??
        refuse(where, text, 'a priority', '1 to 10 (10 most urgent), or low, normal, high, critical')
      );
    case 'instant':
      return (
        parseInstant(text, now, 1) ??
        refuse(where, text, 'an instant', '2026-01-31T09:00Z, or a duration from now such as 2h')
      );
    case 'past':
      return (
        parseInstant(text, now, -1) ??
        refuse(where, text, 'an instant', '2026-01-31T09:00Z, or how long ago, such as 2h')
      );
    case 'json':
      return parseJson(text, where);
    case 'integer':
      return parseNumber(text) ?? refuse(where, text, 'a number', 'digits only');
    default:
      return form satisfies never;
  }
}

const PRIORITIES: Readonly<Record<string, number>> = { low: 3, normal: 5, high: 8, critical: 10 };

function parsePriority(text: string): number | undefined {
  return PRIORITIES[text.toLowerCase()] ?? parseNumber(text);
}

/** A date, a time of day or a duration from now, ahead or back. */
function parseInstant(text: string, now: number, direction: 1 | -1): number | undefined {
  const fromNow = parseDuration(text);
  if (fromNow !== undefined) return now + direction * fromNow;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function parseNumber(text: string): number | undefined {
  return /^[+-]?\d{1,17}(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ShoalError('USAGE', `${where} must be JSON; got ${quote(text)}.`, {
      hint: `Quote it for the shell: '{"key": 1}'.`,
      cause,
    });
  }
}

function refuse(where: string, text: string, what: string, example: string): never {
  throw new ShoalError('USAGE', `${where} must be ${what}; got ${quote(text)}.`, {
    hint: `Allowed: ${example}.`,
  });
}

const QUOTED_MAX = 80;

/** Text of an argument as it is shown in a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text);
}
