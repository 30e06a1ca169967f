import type { RequestDecision } from '../driver.ts';
import type { Ask, OpenRequest } from './ask.ts';
import { approvalAsk, permissionsAsk, patchAsk } from './approvals.ts';
import { elicitationAsk, userInputAsk } from './questions.ts';
import { parentOf, refuse, respond, type Connection } from './state.ts';
import { numberAt, textAt, type Fields, type RpcId } from './wire.ts';

export function takeRequest(connection: Connection, rpc: RpcId, method: string, params: Fields): void {
  const { state, sink } = connection;
  const ask = toAsk(connection, method, params);
  if (ask === null) {
    refuse(connection, rpc, { code: methodNotFound, message: `Method not found: ${method}` });
    sink.emit({
      type: 'notice',
      level: 'warning',
      text: `Codex asked for ${method}, which Shoal does not answer`,
    });
    return;
  }
  const thread = textAt(params, 'threadId');
  const id = requestName(rpc, params);
  const parent = parentOf(connection, thread);
  state.requests[id] = { rpc, isOwn: parent === null, answers: ask.answers, form: ask.form };
  sink.emit({ type: 'request', id, ...ask.event, parent });
}

export function answer(connection: Connection, id: string, decision: RequestDecision): void {
  const { state } = connection;
  const open = state.requests[id];
  if (open === undefined) return;
  delete state.requests[id];
  respond(connection, open.rpc, toAnswer(open, decision));
  if (state.turn !== null && open.isOwn && decision.option === 'cancel') state.turn.isSteerable = false;
}

/** `serverRequest/resolved` comes after our own answers too. */
export function requestResolved({ state, sink }: Connection, params: Fields): void {
  const found = Object.entries(state.requests).find(([, { rpc }]) => rpc === params['requestId']);
  if (found === undefined) return;
  delete state.requests[found[0]];
  sink.emit({ type: 'request-withdrawn', id: found[0] });
}

export function withdrawRequests({ state, sink }: Connection): void {
  for (const id of Object.keys(state.requests)) sink.emit({ type: 'request-withdrawn', id });
  state.requests = {};
}

const methodNotFound = -32601;

function toAsk(connection: Connection, method: string, params: Fields): Ask | null {
  switch (method) {
    case 'item/commandExecution/requestApproval':
      return approvalAsk(params);
    case 'item/fileChange/requestApproval':
      return patchAsk(connection, params);
    case 'item/permissions/requestApproval':
      return permissionsAsk(params);
    case 'item/tool/requestUserInput':
      return userInputAsk(params);
    case 'mcpServer/elicitation/request':
      return elicitationAsk(params);
    default:
      return null;
  }
}

/** Codex counts its requests from 0 in each process: what the request is about makes the name a session's own. */
function requestName(rpc: RpcId, params: Fields): string {
  const about = textAt(params, 'turnId') ?? textAt(params, 'threadId') ?? '';
  const at = numberAt(params, 'startedAtMs');
  return [about, textAt(params, 'itemId'), at, rpc].filter((part) => part !== null).join('/');
}

function toAnswer({ answers, form }: OpenRequest, { outcome, option, text }: RequestDecision): object {
  const chosen = option === null ? undefined : answers[option];
  const plain = chosen ?? answers[outcome] ?? {};
  if (outcome === 'reject' || form === null) return plain;
  if (form.kind === 'user-input') return { answers: userAnswers(form.questions, text ?? option ?? '') };
  if (text === null || Object.keys(form.properties).length === 0) return plain;
  return { action: 'accept', content: elicited(form.properties, text), _meta: null };
}

/** A JSON object answers by question id, anything else every question. */
function userAnswers(
  questions: readonly string[],
  words: string,
): Record<string, { answers: readonly string[] }> {
  const given = jsonObject(words);
  return Object.fromEntries(
    questions.map((id) => [id, { answers: [given === null ? words : toText(given[id] ?? '')] }]),
  );
}

/** A JSON object is the form's content, anything else the value of each of its fields. */
function elicited(properties: Readonly<Record<string, string>>, words: string): object {
  return (
    jsonObject(words) ??
    Object.fromEntries(Object.entries(properties).map(([name, type]) => [name, toValue(type, words)]))
  );
}

function toValue(type: string, words: string): unknown {
  switch (type) {
    case 'number':
    case 'integer':
      return Number.isFinite(Number(words)) ? Number(words) : words;
    case 'boolean':
      return /^(y|yes|true|1)$/i.test(words.trim());
    case 'array':
      return words.split(',').map((word) => word.trim());
    default:
      return words;
  }
}

function jsonObject(words: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(words);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null; // just checked
  } catch {
    return null;
  }
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
