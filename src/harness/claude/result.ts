import type { TurnEndReason } from '../driver.ts';
import { noAnswer, pending, type Context } from './state.ts';
import { takeInput } from './turns.ts';
import { finalUsage } from './usage.ts';
import { number, text, texts, type Json } from './wire.ts';

/** The end of a turn: the only one. */
export function onResult(context: Context, line: Json): void {
  const { state, emit } = context;
  beginUnseen(context, line);
  const isError = line['is_error'] === true;
  const said = errorText(line);
  if (state.turn === null) {
    if (isError) emit({ type: 'notice', level: 'error', text: said });
    return;
  }

  const reason = reasonOf(context, line, said);
  const { id } = state.turn;
  state.turn = null;
  for (const [call, { parent }] of Object.entries(state.calls)) if (parent === null) delete state.calls[call];
  if (state.interrupt?.isAnswered === true) state.interrupt = null;
  if (reason === 'rate-limited')
    emit({ type: 'rate-limit', blocked: true, until: limitOf(context, said), text: said });
  emit({
    type: 'turn-end',
    turn: id,
    reason,
    result: reason === 'completed' || reason === 'max-tokens' ? answerOf(context, line) : '',
    error: isError && reason !== 'interrupted' ? said : null,
    usage: finalUsage(state, line),
  });
  state.answer = { ...noAnswer };
}

/** A turn that failed before it gave any other sign. */
function beginUnseen(context: Context, line: Json): void {
  for (const uuid of texts(line['user_message_uuids'])) takeInput(context, uuid);
  const { state } = context;
  if (state.turn !== null || line['user_message_uuids'] !== undefined || state.hasLifecycle) return;
  const [first] = pending(state);
  if (first !== undefined) takeInput(context, first.uuid);
}

function answerOf({ state }: Context, line: Json): string {
  return state.answer.text === '' ? (text(line['result']) ?? '') : state.answer.text;
}

function errorText(line: Json): string {
  const result = text(line['result']);
  if (result !== null && result !== '') return result;
  const errors = texts(line['errors']);
  return errors.length > 0 ? errors.join('; ') : (text(line['subtype']) ?? 'the turn failed');
}

function reasonOf({ state }: Context, line: Json, said: string): TurnEndReason {
  const terminal = text(line['terminal_reason']) ?? '';
  const isError = line['is_error'] === true;
  if (terminal.startsWith('aborted')) return 'interrupted';
  if (state.interrupt !== null && line['subtype'] === 'error_during_execution') return 'interrupted';
  if (line['subtype'] === 'error_max_turns') return 'max-turns';
  if (line['subtype'] === 'error_max_budget_usd') return 'budget';
  if (isError) return failureOf(line, terminal, said);
  if (line['stop_reason'] === 'refusal') return 'refused';
  return line['stop_reason'] === 'max_tokens' ? 'max-tokens' : 'completed';
}

function failureOf(line: Json, terminal: string, said: string): TurnEndReason {
  const kind = text(line['api_error_type']) ?? '';
  if (terminal === 'prompt_too_long' || /^prompt is too long/i.test(said)) return 'context-overflow';
  switch (number(line['api_error_status'])) {
    case 401:
    case 403:
      return 'auth';
    case 402:
      return 'budget';
    case 429:
      return 'rate-limited';
    default:
      break;
  }
  if (kind === 'billing_error' || /credit balance is too low/i.test(said)) return 'budget';
  if (kind === 'authentication_error' || /invalid api key|please run \/login/i.test(said)) return 'auth';
  return /usage limit reached|hit your (\w+ )?limit/i.test(said) ? 'rate-limited' : 'error';
}

/** Older versions put the reset's epoch second behind the text. */
function limitOf({ state }: Context, said: string): number | null {
  const [, seconds] = /\|(\d{10})\b/.exec(said) ?? [];
  return seconds === undefined ? state.limitedUntil : Number(seconds) * 1000;
}
