import type { TurnEndReason, TurnInput } from '../driver.ts';
import { toFailure, type Failure } from './limits.ts';
import { call, type Connection, type Pending, type RunningTurn } from './state.ts';
import { cutOffTools } from './tools.ts';
import { withdrawRequests } from './requests.ts';
import { toUsage } from './usage.ts';
import { fieldsAt, textAt, type Fields, type RpcError } from './wire.ts';

export function canSend({ spec, state }: Connection): 'idle' | 'steer' | 'no' {
  if (state.phase !== 'ready' || isSending(state.pending)) return 'no';
  if (state.turn === null) return 'idle';
  const { isInterrupted, isSteerable } = state.turn;
  return spec.capabilities.steers === false || isInterrupted || !isSteerable ? 'no' : 'steer';
}

/** Between a send and its answer nobody knows which turn it is of. */
function isSending(pending: Record<string, Pending>): boolean {
  return Object.values(pending).some(({ kind }) => kind === 'start' || kind === 'steer');
}

export function send(connection: Connection, input: TurnInput): void {
  const turn = connection.state.turn;
  if (turn === null) return startTurn(connection, input);
  call(
    connection,
    'turn/steer',
    { ...inputParams(connection, input), expectedTurnId: turn.id },
    { kind: 'steer', input },
  );
}

export function startAnswered(
  connection: Connection,
  pending: Extract<Pending, { kind: 'start' }>,
  result: Fields,
  error: RpcError | null,
): void {
  const id = textAt(fieldsAt(result, 'turn'), 'id');
  if (error !== null || id === null) {
    return refused(connection, pending.input.id, error?.message ?? 'Codex named no turn');
  }
  accept(connection, pending.input.id);
  if (connection.state.turn?.id !== id) beginTurn(connection, id, pending.input.id);
  if (pending.isInterrupted === true) interrupt(connection);
}

export function steerAnswered(
  connection: Connection,
  { input }: Extract<Pending, { kind: 'steer' }>,
  error: RpcError | null,
): void {
  if (error === null) return accept(connection, input.id);
  // Its turn had ended when it came: it is the next one's.
  if (connection.state.turn === null) return startTurn(connection, input);
  connection.state.turn.isSteerable = false;
  refused(connection, input.id, error.message);
}

export function interrupt(connection: Connection): void {
  const { state } = connection;
  for (const [id, pending] of Object.entries(state.pending)) {
    if (pending.kind === 'start') state.pending[id] = { ...pending, isInterrupted: true };
  }
  if (state.turn === null || state.turn.isInterrupted) return;
  state.turn.isInterrupted = true;
  const params = { threadId: state.thread, turnId: state.turn.id };
  call(connection, 'turn/interrupt', params, { kind: 'interrupt' });
}

export function turnStarted(connection: Connection, params: Fields): void {
  const { state } = connection;
  const id = textAt(fieldsAt(params, 'turn'), 'id');
  if (textAt(params, 'threadId') !== state.thread || id === null || state.turn?.id === id) return;
  const starting = Object.values(state.pending).find((pending) => pending.kind === 'start');
  beginTurn(connection, id, starting?.input.id ?? null);
}

export function turnCompleted(connection: Connection, params: Fields, at: number | null): void {
  const { state } = connection;
  const turn = fieldsAt(params, 'turn');
  if (textAt(params, 'threadId') !== state.thread || textAt(turn, 'id') !== state.turn?.id) return;
  const status = textAt(turn, 'status');
  if (status === 'completed') return endTurn(connection, 'completed', null);
  if (status === 'interrupted') return endTurn(connection, 'interrupted', null);
  fail(connection, toFailure(state.limits, fieldsAt(turn, 'error'), at));
}

/** The process has ended, or does what its protocol does not know. */
export function abandonTurn(connection: Connection, why: string): void {
  if (connection.state.turn !== null) endTurn(connection, 'error', why);
}

/** The conversation holds this input: the next request to the model carries it. */
export function noteRecorded({ state }: Connection, input: string | null): void {
  if (input !== null && input in state.inputs) state.inputs[input] = 'recorded';
}

/** The model said or did something: what the conversation held by then, it was given. */
export function noteSeen({ state, sink }: Connection): void {
  for (const [turn, is] of Object.entries(state.inputs)) {
    if (is !== 'recorded') continue;
    delete state.inputs[turn];
    sink.emit({ type: 'input', turn, state: 'seen' });
  }
}

function startTurn(connection: Connection, input: TurnInput): void {
  call(connection, 'turn/start', inputParams(connection, input), { kind: 'start', input });
}

function inputParams({ state }: Connection, input: TurnInput): object {
  return {
    threadId: state.thread,
    clientUserMessageId: input.id,
    input: [{ type: 'text', text: input.text, text_elements: [] }],
  };
}

function accept({ state, sink }: Connection, turn: string): void {
  state.inputs[turn] ??= 'accepted';
  sink.emit({ type: 'input', turn, state: 'accepted' });
}

function refused({ state, sink }: Connection, turn: string, why: string): void {
  delete state.inputs[turn];
  sink.emit({ type: 'input', turn, state: 'refused', why });
}

function beginTurn(connection: Connection, id: string, input: string | null): void {
  abandonTurn(connection, 'Codex began another turn without ending this one');
  connection.state.turn = {
    id,
    input,
    message: [],
    isMessageOver: false,
    hasActedSince: false,
    usage: null,
    isInterrupted: false,
    isSteerable: true,
  };
  connection.sink.emit({ type: 'turn-start', turn: input });
}

function fail(connection: Connection, { reason, text, limit }: Failure): void {
  if (limit !== null) connection.sink.emit({ type: 'rate-limit', blocked: true, until: limit.until, text });
  endTurn(connection, reason, text);
}

function endTurn(connection: Connection, reason: TurnEndReason, error: string | null): void {
  const { state, sink } = connection;
  const { turn } = state;
  if (turn === null) return;
  withdrawRequests(connection);
  // A command that a completed turn left running reports later.
  if (reason !== 'completed') cutOffTools(connection, error ?? reason);
  settleInputs(connection, turn, reason);
  state.turn = null;
  sink.emit({
    type: 'turn-end',
    turn: turn.input,
    reason,
    result: toResult(turn, reason),
    error,
    usage: turn.usage && toUsage(turn.usage),
  });
}

/** Codex forgets what had not reached the conversation when its turn ended (measured on steers before an interrupt). */
function settleInputs(connection: Connection, { input: opening }: RunningTurn, reason: TurnEndReason): void {
  if (opening !== null && reason === 'completed') {
    noteRecorded(connection, opening);
    noteSeen(connection);
  }
  for (const [input, is] of Object.entries(connection.state.inputs)) {
    if (is === 'accepted') refused(connection, input, 'the turn ended before the model was given it');
  }
}

function toResult({ message, hasActedSince }: RunningTurn, reason: TurnEndReason): string {
  const answer = message.filter(({ isNarration }) => !isNarration);
  const isNarrationAll = answer.length === 0;
  if (isNarrationAll && (hasActedSince || reason !== 'completed')) return '';
  return (isNarrationAll ? message : answer).map(({ text }) => text).join('\n\n');
}
