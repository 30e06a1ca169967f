import { hasTools, sse, type Protocol, type SseEvent, type Turn } from './protocol.ts';

/** Anthropic Messages, streamed: what Claude Code speaks. */
export const anthropic: Protocol = {
  matches: (path) => path.endsWith('/messages'),
  isTurn: hasTools,
  answer: (turn, callId, { body }) => {
    const block = toBlock(turn, callId);
    if (body['stream'] !== true)
      return Response.json({ ...message(body), content: [block.whole], stop_reason: block.stop });
    return sse(events(block, body));
  },
};

interface Block {
  readonly start: object;
  readonly delta: object;
  readonly whole: object;
  readonly stop: 'tool_use' | 'end_turn';
}

function toBlock(turn: Turn, callId: string): Block {
  if ('text' in turn) {
    return {
      start: { type: 'text', text: '' },
      delta: { type: 'text_delta', text: turn.text },
      whole: { type: 'text', text: turn.text },
      stop: 'end_turn',
    };
  }
  const use = { type: 'tool_use', id: `toolu_${callId}`, name: turn.tool };
  return {
    start: { ...use, input: {} },
    delta: { type: 'input_json_delta', partial_json: JSON.stringify(turn.input) },
    whole: { ...use, input: turn.input },
    stop: 'tool_use',
  };
}

function message(body: Record<string, unknown>): object {
  const usage = { input_tokens: 10, output_tokens: 10 };
  return {
    id: 'msg_lab',
    type: 'message',
    role: 'assistant',
    model: body['model'],
    content: [],
    stop_reason: null,
    usage,
  };
}

function events(block: Block, body: Record<string, unknown>): SseEvent[] {
  const typed = (type: string, rest: object): SseEvent => ({ event: type, data: { type, ...rest } });
  return [
    typed('message_start', { message: message(body) }),
    typed('content_block_start', { index: 0, content_block: block.start }),
    typed('content_block_delta', { index: 0, delta: block.delta }),
    typed('content_block_stop', { index: 0 }),
    typed('message_delta', { delta: { stop_reason: block.stop }, usage: { output_tokens: 10 } }),
    typed('message_stop', {}),
  ];
}
