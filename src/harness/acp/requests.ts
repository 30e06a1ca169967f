import type { RequestOption } from '../../domain/request.ts';
import type { RequestDecision } from '../driver.ts';
import { object, objects, string, type Json } from './json.ts';
import { emit, notice, refuse, reply, type Link } from './link.ts';
import type { Call, OpenRequest } from './state.ts';
import { closeRefused, takeAskedCall } from './tools.ts';
import { formAnswer, formFields, formOptions } from './form.ts';

/** JSON-RPC: method not found. */
const noSuchMethod = -32_601;

/** Something that the agent asks of us. */
export function takeRequest(link: Link, id: string | number, method: string, params: Json): void {
  // A cancelled turn asks nobody any more.
  if (method === 'session/request_permission')
    return isCancelled(link) ? reply(link, id, cancelled) : askPermission(link, id, params);
  if (method === 'elicitation/create' && params['mode'] !== 'url')
    return isCancelled(link) ? reply(link, id, { action: 'cancel' }) : askForm(link, id, params);
  refuse(link, id, noSuchMethod, `Shoal offers no ${method}.`);
  // OpenCode tries these without having been offered them, and then does it itself.
  if (!method.startsWith('fs/'))
    notice(link, 'info', `${link.state.agent.name} asked for “${method}”, which Shoal does not offer.`);
}

export function answerRequest(link: Link, name: string, decision: RequestDecision): void {
  const request = link.state.requests[name];
  if (request === undefined) return;
  delete link.state.requests[name];
  if (request.kind === 'form') return reply(link, request.rpc, formAnswer(request, decision));
  const option = chosen(request.options, decision.outcome, decision.option);
  reply(link, request.rpc, option === null ? cancelled : selected(option));
  if (decision.outcome === 'reject' && request.call !== null) closeRefused(link, request.call, decision.text);
}

/** The turn was cancelled, or is over: open requests are answered as the protocol wants it. */
export function withdrawRequests(link: Link, isAnswerable: boolean): void {
  for (const [name, request] of Object.entries(link.state.requests)) {
    if (isAnswerable) reply(link, request.rpc, request.kind === 'form' ? { action: 'cancel' } : cancelled);
    emit(link, { type: 'request-withdrawn', id: name });
  }
  link.state.requests = {};
}

/** The agent itself takes a question back. */
export function withdrawByRpc(link: Link, rpc: unknown): void {
  for (const [name, request] of Object.entries(link.state.requests)) {
    if (request.rpc !== rpc) continue;
    delete link.state.requests[name];
    emit(link, { type: 'request-withdrawn', id: name });
  }
}

const cancelled = { outcome: { outcome: 'cancelled' } };

function isCancelled({ state }: Link): boolean {
  return state.phase !== 'ready' || state.turn?.isInterrupted === true;
}

function askPermission(link: Link, rpc: string | number, params: Json): void {
  const { state } = link;
  const session = string(params['sessionId']);
  const parent = session === state.session ? null : session;
  const asked = object(params['toolCall']);
  const known = takeAskedCall(link, asked, parent);
  const options = objects(params['options']).map((option) => ({
    id: string(option['optionId']) ?? '',
    kind: string(option['kind']) ?? '',
    label: string(option['name']) ?? string(option['optionId']) ?? '',
  }));
  if (known !== null && isBeyondReading(link, known.call)) {
    const refusal = chosen(options, 'reject', null);
    reply(link, rpc, refusal === null ? cancelled : selected(refusal));
    return closeRefused(link, known.id, 'this agent may only read');
  }
  const name = `${rpc}:${known?.id ?? 'permission'}`;
  state.requests[name] = { rpc, kind: 'permission', call: known?.id ?? null, options, fields: [] };
  const tool = known?.call.name ?? string(asked['title']) ?? 'tool';
  const command = known?.call.kind === 'execute' ? link.dialect.command(asked) : null;
  const paths = command === null ? (known?.call.paths ?? []) : [];
  emit(link, {
    type: 'request',
    id: name,
    kind: 'permission',
    title: oneLine(`${tool}: ${command ?? paths[0] ?? string(asked['title']) ?? ''}`),
    tool,
    command,
    paths,
    detail: { input: known?.call.input ?? null, diffs: known?.call.diffs ?? [] },
    options: options.map(toOption),
    parent,
  });
}

function askForm(link: Link, rpc: string | number, params: Json): void {
  const schema = object(params['requestedSchema']);
  const name = `${rpc}:question`;
  const fields = formFields(schema);
  const options = formOptions(schema);
  link.state.requests[name] = { rpc, kind: 'form', call: null, options: [], fields };
  emit(link, {
    type: 'request',
    id: name,
    kind: 'question',
    title: oneLine(string(params['message']) ?? 'A question'),
    tool: null,
    command: null,
    paths: [],
    detail: { message: params['message'] ?? null, schema },
    options,
    parent: null,
  });
}

function toOption({ id, kind, label }: { id: string; kind: string; label: string }): RequestOption {
  const outcome = kind.startsWith('allow') ? 'approve' : 'reject';
  return { id, label, outcome, always: kind.endsWith('_always') };
}

/** The option named, if it means the same; else the one that holds for this once. */
function chosen(
  options: OpenRequest['options'],
  outcome: RequestDecision['outcome'],
  option: string | null,
): string | null {
  const prefix = outcome === 'approve' ? 'allow' : 'reject';
  const fitting = options.filter(({ kind }) => kind.startsWith(prefix));
  const named = fitting.find(({ id }) => id === option);
  const once = fitting.find(({ kind }) => kind === `${prefix}_once`);
  return (named ?? once ?? fitting[0])?.id ?? null;
}

function selected(optionId: string): Json {
  return { outcome: { outcome: 'selected', optionId } };
}

/** Nobody need be asked: the profile says no. */
function isBeyondReading({ spec }: Link, { kind }: Call): boolean {
  return spec.profile.permission === 'read' && (kind === 'edit' || kind === 'execute');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
