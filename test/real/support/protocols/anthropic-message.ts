/** What one message of the model is made of, in order. */
export type MessageBlock =
  | { readonly text: string }
  | { readonly thinking: string }
  | { readonly tool: string; readonly input: Record<string, unknown> };

export interface MessageOptions {
  /** Unique in the session. */
  readonly id: string;
  /** Awaited after each word of a text. */
  readonly afterWord?: (word: string) => Promise<void> | void;
}

/** A message of several blocks, streamed word by word in Anthropic's format. */
export function anthropicMessage(blocks: readonly MessageBlock[], options: MessageOptions): Response {
  const stream = new ReadableStream({
    async start(controller) {
      const send = (type: string, rest: object): void =>
        controller.enqueue(`event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`);
      send('message_start', { message: message(options.id) });
      for (const [index, block] of blocks.entries()) {
        send('content_block_start', { index, content_block: opening(block, `toolu_${options.id}_${index}`) });
        for (const delta of deltas(block)) {
          send('content_block_delta', { index, delta });
          if ('text' in delta) await options.afterWord?.(delta.text);
        }
        send('content_block_stop', { index });
      }
      const stop_reason = blocks.some((block) => 'tool' in block) ? 'tool_use' : 'end_turn';
      send('message_delta', { delta: { stop_reason }, usage: { output_tokens: 20 } });
      send('message_stop', {});
      controller.close();
    },
  });
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
}

function message(id: string): object {
  const usage = {
    input_tokens: 10,
    cache_creation_input_tokens: 100,
    cache_read_input_tokens: 1000,
    output_tokens: 1,
  };
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model: 'lab',
    content: [],
    stop_reason: null,
    usage,
  };
}

function opening(block: MessageBlock, id: string): object {
  if ('text' in block) return { type: 'text', text: '' };
  if ('thinking' in block) return { type: 'thinking', thinking: '', signature: '' };
  return { type: 'tool_use', id, name: block.tool, input: {} };
}

type Delta = { readonly type: 'text_delta'; readonly text: string } | { readonly type: string };

function deltas(block: MessageBlock): Delta[] {
  if ('text' in block)
    return block.text.split(/(?<= )/).map((text) => ({ type: 'text_delta', text }) as const);
  if ('tool' in block)
    return [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input) } as Delta];
  return [
    { type: 'thinking_delta', thinking: block.thinking } as Delta,
    { type: 'signature_delta', signature: 'lab' } as Delta,
  ];
}
