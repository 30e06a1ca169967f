import { hasTools, sse, type Protocol, type SseEvent, type Turn } from './protocol.ts';

/** OpenAI Responses, streamed: what Codex speaks. A tool input that is a string is a freeform (custom) tool call. */
export const responses: Protocol = {
  matches: (path) => path.endsWith('/responses'),
  isTurn: hasTools,
  answer: (turn, callId) => sse(events(toItem(turn, callId), `resp_${callId}`)),
};

function toItem(turn: Turn, callId: string): object {
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

function events(item: object, id: string): SseEvent[] {
  const typed = (type: string, rest: object): SseEvent => ({ event: type, data: { type, ...rest } });
  const usage = { input_tokens: 10, output_tokens: 10, total_tokens: 20 };
  return [
    typed('response.created', { response: { id } }),
    typed('response.output_item.done', { output_index: 0, item }),
    typed('response.completed', { response: { id, usage } }),
  ];
}
