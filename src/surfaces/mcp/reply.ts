import type { CallToolResult } from '@modelcontextprotocol/server';
import { errorDocument, type ShoalError } from '../../domain/errors.ts';
import { nextLine } from '../cli/render/briefing.ts';
import { render } from '../cli/render/index.ts';
import type { Style } from '../cli/render/style.ts';
import { fitJson, fitText } from './fit.ts';
import type { Situation } from './situation.ts';
import { inToolWords } from './tool-words.ts';
import type { OfferedTool } from './tools.ts';

/** A client shows a model the text or the structured content: each stays below 2 kB. */
const REPLY_BYTES = 1_900;
/** What was asked for by its id is given whole, up to this. */
const WHOLE_BYTES = 16_000;

export async function answerResult(
  { operation }: OfferedTool,
  value: unknown,
  before: Situation,
  nothing?: ShoalError,
): Promise<CallToolResult> {
  const situation = operation.name === 'message.inbox' ? withoutShown(before, value) : before;
  const max = operation.name.endsWith('.show') ? WHOLE_BYTES : REPLY_BYTES;
  const style: Style = { terminal: false, colors: false, width: Number.POSITIVE_INFINITY, now: Date.now() };
  const said =
    nothing === undefined
      ? await render(operation.name, value, style)
      : [nothing.message, nothing.hint].filter(Boolean).join('\n');
  const tail = tailOf(operation.name, situation);
  const text = fitText(inToolWords(said), max - Buffer.byteLength(tail));
  const facts = {
    ...tailFacts(situation),
    ...(nothing === undefined ? {} : { explanation: inToolWords(nothing.message) }),
  };
  const answer = Array.isArray(value)
    ? { items: value }
    : isObject(value)
      ? value
      : { result: value ?? null };
  const structuredContent = { ...fitJson(answer, max - Buffer.byteLength(JSON.stringify(facts))), ...facts };
  return { content: [{ type: 'text', text: `${text}${tail}` }], structuredContent };
}

/** What this very reply shows is no longer unread. */
function withoutShown({ next, unread }: Situation, messages: unknown): Situation {
  const shown = Array.isArray(messages)
    ? messages.filter((message) => isObject(message) && message['unread'] === true).length
    : 0;
  const left = Math.max(0, unread - shown);
  return { unread: left, next: left === 0 && next?.operation === 'message.inbox' ? null : next };
}

export function pendingResult(tool: string, handle: string): CallToolResult {
  const text = `Pending: nothing yet. Call ${tool} again with the same arguments and "handle": "${handle}" to go on waiting.`;
  return { content: [{ type: 'text', text }], structuredContent: { pending: true, handle, next: text } };
}

export function errorResult(error: ShoalError): CallToolResult {
  const { error: document } = errorDocument(error);
  const message = inToolWords(document.message);
  const hint = document.hint === undefined ? undefined : inToolWords(document.hint);
  const text = fitText(
    [`${document.code}: ${message}`, hint].filter((line) => line !== undefined).join('\n'),
    REPLY_BYTES,
  );
  const structuredContent = fitJson(
    { error: { ...document, message, ...(hint === undefined ? {} : { hint }) } },
    REPLY_BYTES,
  );
  return { isError: true, content: [{ type: 'text', text }], structuredContent };
}

function tailOf(operation: string, { next, unread }: Situation): string {
  if (operation === 'agent.prime') return '';
  const mail = unread === 0 ? '' : `\nUnread messages: ${unread} (message_inbox)`;
  return `${mail}${next === null ? '' : `\nNext: ${inToolWords(nextLine(next))}`}`;
}

function tailFacts({ next, unread }: Situation): Record<string, unknown> {
  return { unread, ...(next === null ? {} : { next: inToolWords(nextLine(next)) }) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
