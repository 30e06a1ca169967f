import { hasTools, type Protocol, sse, type SseEvent, type Turn, wholeText } from './protocol.ts';

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
  readonly deltas: readonly (object | Promise<unknown>)[];
  readonly whole: object;
  readonly stop: 'tool_use' | 'end_turn';
}

function toBlock(turn: Turn, callId: string): Block {
  if ('text' in turn) {
    const delta = (text: string): object => ({ type: 'text_delta', text });
    const rest = turn.rest === undefined ? [] : [turn.rest.after, delta(turn.rest.text)];
    return {
      start: { type: 'text', text: '' },
      deltas: [delta(turn.text), ...rest],
      whole: { type: 'text', text: wholeText(turn) },
      stop: 'end_turn',
    };
  }
  const use = { type: 'tool_use', id: `toolu_${callId}`, name: turn.tool };
  return {
    start: { ...use, input: {} },
    deltas: [{ type: 'input_json_delta', partial_json: JSON.stringify(turn.input) }],
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

function events(block: Block, body: Record<string, unknown>): (SseEvent | Promise<unknown>)[] {
  const typed = (type: string, rest: object): SseEvent => ({ event: type, data: { type, ...rest } });
  return [
    typed('message_start', { message: message(body) }),
    typed('content_block_start', { index: 0, content_block: block.start }),
    ...block.deltas.map((delta) =>
      delta instanceof Promise ? delta : typed('content_block_delta', { index: 0, delta }),
    ),
    typed('content_block_stop', { index: 0 }),
    typed('message_delta', { delta: { stop_reason: block.stop }, usage: { output_tokens: 10 } }),
    typed('message_stop', {}),
  ];
}
