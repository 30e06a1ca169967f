import type { Protocol, SessionSpec, Sink } from '../driver.ts';
import { begin, handshakeAnswered } from './handshake.ts';
import { itemCompleted, itemStarted, planUpdated, textDelta } from './items.ts';
import { takeRateLimits } from './limits.ts';
import { noticeOf } from './notices.ts';
import { answer, requestResolved, takeRequest, withdrawRequests } from './requests.ts';
import { initialState, type Connection, type State } from './state.ts';
import {
  abandonTurn,
  canSend,
  interrupt,
  noteSeen,
  send,
  startAnswered,
  steerAnswered,
  turnCompleted,
  turnStarted,
} from './turns.ts';
import { takeUsage } from './usage.ts';
import { parseMessage, textAt, type Fields, type Message } from './wire.ts';

/** One process of `codex app-server` with one thread of our own. */
export function connect(spec: SessionSpec, sink: Sink, snapshot: unknown): Protocol {
  // What `snapshot()` gave is what comes back.
  const state = snapshot === null ? initialState() : (structuredClone(snapshot) as State);
  const connection: Connection = { spec, sink, state };
  return {
    begin: () => begin(connection),
    line: (text) => takeLine(connection, text),
    end: () => takeEnd(connection),
    send: (turn) => send(connection, turn),
    canSend: () => canSend(connection),
    interrupt: () => interrupt(connection),
    answer: (request, decision) => answer(connection, request, decision),
    close: () => sink.endInput(),
    snapshot: () => structuredClone(state),
  };
}

const malformedCharsMax = 500;

function takeLine(connection: Connection, line: string): void {
  if (line.trim() === '') return;
  const message = parseMessage(line);
  switch (message?.kind) {
    case 'answer':
      return takeAnswer(connection, message);
    case 'request':
      return takeRequest(connection, message.id, message.method, message.params);
    case 'notification':
      return takeNotification(connection, message.method, message.params, message.at);
    case undefined:
      connection.sink.emit({ type: 'malformed', text: line.slice(0, malformedCharsMax) });
  }
}

function takeAnswer(connection: Connection, message: Extract<Message, { kind: 'answer' }>): void {
  const { id, result, error } = message;
  const pending = connection.state.pending[id];
  if (pending === undefined) return;
  delete connection.state.pending[id];
  switch (pending.kind) {
    case 'initialize':
    case 'config':
    case 'thread':
      return handshakeAnswered(connection, pending.kind, result, error);
    case 'start':
      return startAnswered(connection, pending, result, error);
    case 'steer':
      return steerAnswered(connection, pending, error);
    case 'interrupt':
      // Refused only when the turn has ended meanwhile.
      return;
  }
}

function takeNotification(connection: Connection, method: string, params: Fields, at: number | null): void {
  switch (method) {
    case 'turn/started':
      return turnStarted(connection, params);
    case 'turn/completed':
      return turnCompleted(connection, params, at);
    case 'turn/plan/updated':
      return planUpdated(connection, params);
    case 'item/started':
      return itemStarted(connection, params);
    case 'item/completed':
      return itemCompleted(connection, params);
    case 'item/agentMessage/delta':
      if (textAt(params, 'threadId') === connection.state.thread) noteSeen(connection);
      return textDelta(connection, params);
    case 'thread/tokenUsage/updated':
      return takeUsage(connection, params);
    case 'account/rateLimits/updated':
      return takeRateLimits(connection, params);
    case 'serverRequest/resolved':
      return requestResolved(connection, params);
    default: {
      const notice = noticeOf(method, params);
      if (notice !== null) connection.sink.emit(notice);
    }
  }
}

function takeEnd(connection: Connection): void {
  const { state, sink } = connection;
  abandonTurn(connection, 'Codex ended in the middle of the turn');
  withdrawRequests(connection);
  if (state.phase !== 'starting') return;
  state.phase = 'failed';
  sink.emit({ type: 'notice', level: 'error', text: 'Codex ended before it was ready' });
}
