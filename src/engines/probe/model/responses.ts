import { hasTools, type Protocol, sse, type SseEvent, type Turn, wholeText } from './protocol.ts';

/** OpenAI Responses, streamed: what Codex speaks. A tool input that is a string is a freeform (custom) tool call. */
export const responses: Protocol = {
  matches: (path) => path.endsWith('/responses'),
  isTurn: hasTools,
  answer: (turn, callId) => sse(events(turn, callId)),
};

interface Item {
  readonly type: string;
  readonly id?: string;
  readonly [field: string]: unknown;
}

function toItem(turn: Turn, callId: string): Item {
  if ('text' in turn) {
    return {
      type: 'message',
      id: `msg_${callId}`,
      role: 'assistant',
      content: [{ type: 'output_text', text: wholeText(turn) }],
    };
  }
  if (turn.tool === 'tool_search')
    return {
      type: 'tool_search_call',
      call_id: `call_${callId}`,
      execution: 'client',
      arguments: turn.input,
    };
  const call = {
    call_id: `call_${callId}`,
    name: turn.tool,
    ...(turn.namespace && { namespace: turn.namespace }),
  };
  if (typeof turn.input === 'string') return { type: 'custom_tool_call', ...call, input: turn.input };
  return { type: 'function_call', ...call, arguments: JSON.stringify(turn.input) };
}

/** A text comes in two parts before it comes whole. */
function textParts({ text, rest }: Extract<Turn, { text: string }>): readonly (string | Promise<unknown>)[] {
  if (rest !== undefined) return [text, rest.after, rest.text];
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}

function events(turn: Turn, callId: string): (SseEvent | Promise<unknown>)[] {
  const id = `resp_${callId}`;
  const item = toItem(turn, callId);
  const typed = (type: string, rest: object): SseEvent => ({ event: type, data: { type, ...rest } });
  const said = (delta: string): SseEvent =>
    typed('response.output_text.delta', { output_index: 0, item_id: item.id, content_index: 0, delta });
  const usage = { input_tokens: 10, output_tokens: 10, total_tokens: 20 };
  const spoken =
    'text' in turn
      ? [
          typed('response.output_item.added', { output_index: 0, item: { ...item, content: [] } }),
          ...textParts(turn).map((part) => (part instanceof Promise ? part : said(part))),
        ]
      : [];
  return [
    typed('response.created', { response: { id } }),
    ...spoken,
    typed('response.output_item.done', { output_index: 0, item }),
    typed('response.completed', { response: { id, usage } }),
  ];
}
