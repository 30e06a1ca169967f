import type { Protocol, RequestDecision, SessionSpec, Sink, TurnInput } from '../driver.ts';
import type { Dialect } from './dialect.ts';
import { beginHandshake, initialized, sessionOpened, sessionRefused, stepAnswered } from './handshake.ts';
import { isObject, object, string, type Json } from './json.ts';
import { emit, noticeOnce, request, type Link } from './link.ts';
import { answerRequest, takeRequest, withdrawByRpc } from './requests.ts';
import { initialState, type Pending, type State } from './state.ts';
import { abandonTurn, beginTurn, interruptTurn, promptAnswered, promptRefused } from './turns.ts';
import { takeUpdate } from './updates.ts';

/*
 * The client's side of ACP: JSON-RPC 2.0, one message a line. Everything that is remembered is in one JSON-pure state,
 * which is its own snapshot.
 *
 * A turn runs from our prompt to its answer. What comes outside of a turn is told and is no part of the next result;
 * what comes under an id of the turn before is late and is no part of it either.
 */

const malformedTextMax = 500;

export function createProtocol(dialect: Dialect, spec: SessionSpec, sink: Sink, snapshot: unknown): Protocol {
  // Our own snapshot, of the same program start.
  const state = snapshot === null ? initialState() : structuredClone(snapshot as State);
  const link: Link = { spec, dialect, sink, state };
  return {
    begin: () => beginHandshake(link),
    line: (text) => takeLine(link, text),
    end: () => takeEnd(link),
    send: (turn) => send(link, turn),
    canSend: () => (state.phase === 'ready' && state.turn === null ? 'idle' : 'no'),
    interrupt: () => interruptTurn(link),
    answer: (name: string, decision: RequestDecision) => answerRequest(link, name, decision),
    close: () => close(link),
    snapshot: () => structuredClone(state),
  };
}

function send(link: Link, turn: TurnInput): void {
  const { phase, turn: running } = link.state;
  if (phase === 'ready' && running === null) return beginTurn(link, turn);
  const why = running === null ? 'no session is open' : 'a turn is running';
  emit(link, { type: 'input', turn: turn.id, state: 'refused', why });
}

function close(link: Link): void {
  const { state, sink } = link;
  if (state.agent.canClose && state.session !== null)
    request(link, 'close', 'session/close', { sessionId: state.session });
  sink.endInput();
}

function takeEnd(link: Link): void {
  link.state.phase = 'ended';
  abandonTurn(link);
}

function takeLine(link: Link, text: string): void {
  if (text.trim() === '') return;
  const message = parsed(text);
  if (!isObject(message)) return malformed(link, text);
  const method = string(message['method']);
  const id = message['id'];
  if (method === null) return takeAnswer(link, id, message, text);
  const params = object(message['params']);
  if (typeof id === 'string' || typeof id === 'number') return takeRequest(link, id, method, params);
  takeNotification(link, method, params);
}

function takeNotification(link: Link, method: string, params: Json): void {
  switch (method) {
    case 'session/update':
      return takeUpdate(link, params);
    case '$/cancel_request':
      return withdrawByRpc(link, params['requestId']);
    default:
      noticeOnce(link, `${link.state.agent.name} sent an unknown notification “${method}”.`);
  }
}

function takeAnswer(link: Link, id: unknown, message: Json, text: string): void {
  const key = String(id);
  const what = link.state.pending[key];
  if (what === undefined) return malformed(link, text);
  delete link.state.pending[key];
  const error = message['error'];
  if (isObject(error)) return takeError(link, what, error);
  takeResult(link, what, object(message['result']));
}

function takeResult(link: Link, what: Pending, result: Json): void {
  switch (what) {
    case 'initialize':
      return initialized(link, result);
    case 'new':
    case 'resume':
    case 'load':
    case 'fork':
      return sessionOpened(link, result, what);
    case 'setup':
      return stepAnswered(link, null);
    case 'prompt':
      return promptAnswered(link, result);
    case 'close':
  }
}

function takeError(link: Link, what: Pending, error: Json): void {
  switch (what) {
    case 'initialize':
      return sessionRefused(link, error, 'new');
    case 'new':
    case 'resume':
    case 'load':
    case 'fork':
      return sessionRefused(link, error, what);
    case 'setup':
      return stepAnswered(link, error);
    case 'prompt':
      return promptRefused(link, error);
    case 'close':
  }
}

function malformed(link: Link, text: string): void {
  emit(link, { type: 'malformed', text: text.slice(0, malformedTextMax) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
