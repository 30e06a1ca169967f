import { createHash } from 'node:crypto';
import type { SessionSpec, TurnInput } from '../driver.ts';
import { noAnswer, pending, type Context, type Input } from './state.ts';

/** Writes an input; what becomes of it is told by the program. */
export function sendInput({ spec, state, say }: Context, turn: TurnInput): void {
  const uuid = inputUuid(spec, turn.id);
  state.inputs.push({ uuid, turn: turn.id, state: 'sent' });
  say({
    type: 'user',
    message: { role: 'user', content: literal(turn.text) },
    parent_tool_use_id: null,
    uuid,
  });
}

/**
 * The same input has the same id in every process of a session, and the program takes an id that stands in the
 * session's history only once: to say it again after a crash is safe.
 */
export function inputUuid({ resume, fork, sessionId }: SessionSpec, turn: string): string {
  const session = resume !== null && !fork ? resume : sessionId;
  const hex = createHash('sha256').update(`${session}\n${turn}`).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}

/** A text that begins with `/` would be run as a command of the program; after a newline it is text. */
function literal(text: string): string {
  return text.startsWith('/') ? `\n${text}` : text;
}

export function acceptInput(context: Context, uuid: string): void {
  const input = find(context, uuid);
  if (input?.state !== 'sent') return;
  input.state = 'accepted';
  context.emit({ type: 'input', turn: input.turn, state: 'accepted' });
}

/** The program has begun to work on it: a turn of its own, or part of the running one. */
export function takeInput(context: Context, uuid: string): void {
  acceptInput(context, uuid);
  const input = find(context, uuid);
  if (input?.state !== 'accepted') return;
  input.state = 'taken';
  if (context.state.turn === null) startTurn(context, input.turn);
}

/** It was done with without ever being begun: dropped, or known from the session's history. */
export function closeInput(context: Context, uuid: string, lifecycle: string): void {
  const input = find(context, uuid);
  if (input === undefined || input.state === 'taken') return;
  remove(context, input);
  const { turn } = input;
  if (lifecycle === 'completed')
    context.emit({ type: 'input', turn, state: 'seen', why: 'it stands in the history of the session' });
  else context.emit({ type: 'input', turn, state: 'refused', why: `the program says: ${lifecycle}` });
}

/** The model answers: it was given all that had been taken, and a turn runs, asked for or not. */
export function modelAnswers(context: Context): void {
  const { state } = context;
  if (!state.hasLifecycle) takePlayedBack(context);
  if (state.turn === null) startTurn(context, null);
  const taken = state.inputs.filter((input) => input.state === 'taken');
  state.inputs = pending(state);
  for (const { turn } of taken) context.emit({ type: 'input', turn, state: 'seen' });
}

/** Older versions only play an input back when it becomes part of the conversation. */
function takePlayedBack(context: Context): void {
  for (const { uuid, state } of context.state.inputs) if (state === 'accepted') takeInput(context, uuid);
}

function startTurn({ state, emit }: Context, id: string | null): void {
  state.turn = { id };
  state.answer = { ...noAnswer };
  emit({ type: 'turn-start', turn: id });
}

function find({ state }: Context, uuid: string): Input | undefined {
  return state.inputs.find((input) => input.uuid === uuid);
}

function remove({ state }: Context, gone: Input): void {
  state.inputs = state.inputs.filter((input) => input !== gone);
}
