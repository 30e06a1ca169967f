import { emit, notice, type Link } from './link.ts';
import { object, string, type Json } from './json.ts';
import { remember, workingSubagent } from './state.ts';

/** Thoughts are told in pieces of about this length, so that a long one is no silence. */
const thoughtPiece = 2_000;

/**
 * A chunk of the agent's own message. A message ends where another id begins, where a tool is called, or with the turn:
 * all its blocks are one text.
 */
export function takeWords(link: Link, update: Json): void {
  const { state } = link;
  const text = blockText(update['content']);
  const agentId = string(update['messageId']);
  endThought(link);
  if (takeRemark(link, text)) return;
  const open = state.message;
  if (open !== null && open.agentId !== null && agentId !== null && open.agentId !== agentId)
    endMessage(link);
  state.message ??= { id: newMessageId(link), agentId, text: '', parent: workingSubagent(state) };
  state.message.text += text;
  if (agentId !== null && state.turn !== null) remember(state.turn.messages, agentId);
  if (text === '') return;
  const { id, parent } = state.message;
  emit(link, { type: 'text-delta', id, text, parent });
}

export function takeThought(link: Link, update: Json): void {
  link.state.thought += blockText(update['content']);
  if (link.state.thought.length >= thoughtPiece) endThought(link);
}

/** Whatever is being said is whole now. */
export function endWords(link: Link): void {
  endThought(link);
  endMessage(link);
}

function endMessage(link: Link): void {
  const { state } = link;
  const { message, turn } = state;
  state.message = null;
  if (message === null || message.text === '') return;
  const { id, text, parent } = message;
  emit(link, { type: 'text', id, text, parent });
  if (turn === null || parent !== null) return;
  turn.last = text;
  turn.error = null;
}

function endThought(link: Link): void {
  const text = link.state.thought;
  link.state.thought = '';
  if (text.trim() !== '') emit(link, { type: 'thinking', text, parent: workingSubagent(link.state) });
}

function takeRemark(link: Link, text: string): boolean {
  const remark = link.dialect.remark(text);
  if (remark === null) return false;
  endMessage(link);
  notice(link, remark.level, remark.text);
  if (remark.level === 'error' && link.state.turn !== null) link.state.turn.error = remark.text;
  return true;
}

function newMessageId({ state }: Link): string {
  return `${state.turn?.id ?? 'between'}:${++state.messages}`;
}

/** What cannot be shown as text is named, not lost. */
export function blockText(value: unknown): string {
  const block = object(value);
  const type = string(block['type']);
  if (type === 'text') return string(block['text']) ?? '';
  if (type === 'resource_link') return `[${string(block['uri']) ?? 'resource'}]`;
  if (type === 'resource') return resourceText(object(block['resource']));
  return type === null ? '' : `[${string(block['mimeType']) ?? type}]`;
}

function resourceText(resource: Json): string {
  return string(resource['text']) ?? `[${string(resource['uri']) ?? 'resource'}]`;
}
