import { hasTools, sse, type Protocol, type SseEvent, type Turn } from './protocol.ts';

/** OpenAI Responses, streamed: what Codex speaks. A tool input that is a string is a freeform (custom) tool call. */
export const responses: Protocol = {
  matches: (path) => path.endsWith('/responses'),
  isTurn: hasTools,
  answer: (turn, callId) => sse(events(toItem(turn, callId), `resp_${callId}`)),
};

interface Item {
  readonly type: string;
  readonly id?: string;
  readonly content?: readonly { readonly type: string; readonly text: string }[];
  readonly [field: string]: unknown;
}

function toItem(turn: Turn, callId: string): Item {
  if ('text' in turn) {
    return {
      type: 'message',
      id: `msg_${callId}`,
      role: 'assistant',
      content: [{ type: 'output_text', text: turn.text }],
    };
  }
  const call = {
    call_id: `call_${callId}`,
    name: turn.tool,
    ...(turn.namespace && { namespace: turn.namespace }),
  };
  if (typeof turn.input === 'string') return { type: 'custom_tool_call', ...call, input: turn.input };
  return { type: 'function_call', ...call, arguments: JSON.stringify(turn.input) };
}

/** A text comes in two halves before it comes whole. */
function deltas(item: Item): readonly { readonly type: string; readonly [field: string]: unknown }[] {
  const [part] = item.content ?? [];
  if (part === undefined) return [];
  const middle = Math.ceil(part.text.length / 2);
  const halves = [part.text.slice(0, middle), part.text.slice(middle)];
  return [
    { type: 'response.output_item.added', item: { ...item, content: [] } },
    ...halves.map((delta) => ({
      type: 'response.output_text.delta',
      item_id: item.id,
      content_index: 0,
      delta,
    })),
  ];
}

function events(item: Item, id: string): SseEvent[] {
  const typed = (type: string, rest: object): SseEvent => ({ event: type, data: { type, ...rest } });
  const usage = { input_tokens: 10, output_tokens: 10, total_tokens: 20 };
  return [
    typed('response.created', { response: { id } }),
    ...deltas(item).map(({ type, ...rest }) => typed(type, { output_index: 0, ...rest })),
    typed('response.output_item.done', { output_index: 0, item }),
    typed('response.completed', { response: { id, usage } }),
  ];
}
