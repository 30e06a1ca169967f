import type { Protocol, RequestDecision, SessionSpec, Sink, TurnInput } from '../driver.ts';
import { jsonLine } from '../ndjson.ts';
import { onAssistant, onStreamEvent, onUser } from './messages.ts';
import { answerRequest, onControlCancel, onControlRequest } from './requests.ts';
import { onResult } from './result.ts';
import { newState, pending, type Context, type State } from './state.ts';
import { onLifecycle, onRateLimit, onSystem } from './system.ts';
import { sendInput } from './turns.ts';
import { isObject, object, oneLine, text, type Json } from './wire.ts';

/** Speaks stream-json, in both directions. */
export function connectClaude(spec: SessionSpec, sink: Sink, snapshot: unknown): Protocol {
  // Written by `snapshot()` below, for the same start of the program.
  const state = snapshot === null ? newState(spec) : (structuredClone(snapshot) as State);
  const context: Context = {
    spec,
    sink,
    state,
    emit: (event) => sink.emit(event),
    say: (message) => sink.write(jsonLine(message)),
  };
  return {
    begin: () => begin(context),
    line: (line) => onLine(context, line),
    end: () => end(context),
    send: (turn: TurnInput) => sendInput(context, turn),
    canSend: () => canSend(state),
    interrupt: () => interrupt(context),
    answer: (request: string, decision: RequestDecision) => answerRequest(context, request, decision),
    close: () => sink.endInput(),
    snapshot: () => structuredClone(state),
  };
}

/** The prompts go by the handshake, where no process list shows them. */
function begin({ spec, say }: Context): void {
  const prompts = [spec.briefing, spec.profile.prompt ?? ''].filter((prompt) => prompt !== '');
  const appendSystemPrompt = prompts.length === 0 ? {} : { appendSystemPrompt: prompts.join('\n\n') };
  say({
    type: 'control_request',
    request_id: handshake,
    request: { subtype: 'initialize', ...appendSystemPrompt },
  });
}

const handshake = 'initialize';

function onLine(context: Context, line: string): void {
  if (line.trim() === '') return;
  const message = parse(line);
  if (message === null) return context.emit({ type: 'malformed', text: oneLine(line) });
  switch (message['type']) {
    case 'stream_event':
      return onStreamEvent(context, message);
    case 'assistant':
      return onAssistant(context, message);
    case 'user':
      return onUser(context, message);
    case 'system':
      return onSystem(context, message);
    case 'result':
      return onResult(context, message);
    case 'command_lifecycle':
      return onLifecycle(context, message);
    case 'control_request':
      return onControlRequest(context, message);
    case 'control_cancel_request':
      return onControlCancel(context, message);
    case 'control_response':
      return onControlResponse(context, object(message['response']));
    case 'rate_limit_event':
      return onRateLimit(context, message);
    default:
      return onUnknown(context, String(message['type']));
  }
}

function parse(line: string): Json | null {
  try {
    const message: unknown = JSON.parse(line);
    return isObject(message) ? message : null;
  } catch {
    return null;
  }
}

/** Of use to nobody here. */
const passedOver = new Set([
  'keep_alive',
  'tool_progress',
  'tool_use_summary',
  'prompt_suggestion',
  'auth_status',
]);
const unknownMax = 20;

function onUnknown({ state, emit }: Context, type: string): void {
  if (passedOver.has(type) || state.unknown.includes(type) || state.unknown.length >= unknownMax) return;
  state.unknown.push(type);
  emit({ type: 'notice', level: 'info', text: `unknown message of the harness: ${oneLine(type, 60)}` });
}

/** Answers to what we asked; our own answers are played back too, and pass by. */
function onControlResponse(context: Context, response: Json): void {
  const { spec, state, emit } = context;
  const id = response['request_id'];
  const failure = response['subtype'] === 'error' ? text(response['error']) : null;
  if (id === handshake && state.phase === 'starting') {
    state.phase = 'open';
    if (failure !== null) emit({ type: 'notice', level: 'error', text: `the handshake failed: ${failure}` });
    const harnessSession = spec.fork ? null : spec.resume;
    emit({ type: 'ready', harnessSession, model: state.model, version: null });
  }
  if (state.interrupt === null || id !== state.interrupt.id) return;
  if (failure !== null) emit({ type: 'notice', level: 'warning', text: `not interrupted: ${failure}` });
  // Until the turn's own result: the next prompt must not be answered by what is left of this one.
  if (failure !== null || state.turn === null) state.interrupt = null;
  else state.interrupt.isAnswered = true;
}

function canSend(state: State): 'idle' | 'steer' | 'no' {
  if (state.phase !== 'open' || state.interrupt !== null) return 'no';
  return state.turn === null && pending(state).length === 0 ? 'idle' : 'steer';
}

function interrupt({ state, say }: Context): void {
  const isIdle = state.turn === null && pending(state).length === 0;
  if (isIdle || state.interrupt !== null || state.phase !== 'open') return;
  state.interrupts += 1;
  const id = `interrupt-${state.interrupts}`;
  state.interrupt = { id, isAnswered: false };
  say({ type: 'control_request', request_id: id, request: { subtype: 'interrupt' } });
}

function end({ state, emit }: Context): void {
  if (state.phase === 'ended') return;
  state.phase = 'ended';
  for (const id of Object.keys(state.requests)) emit({ type: 'request-withdrawn', id });
  state.requests = {};
  if (state.turn === null) return;
  const { id } = state.turn;
  state.turn = null;
  const error = 'the program ended during the turn';
  emit({ type: 'turn-end', turn: id, reason: 'error', result: '', error, usage: null });
}
