import { hasTools, sse, type Protocol, type Turn } from './protocol.ts';

/** OpenAI chat completions, streamed: what OpenCode and Copilot CLI speak to a custom provider. A string input is a custom tool call. */
export const chatCompletions: Protocol = {
  matches: (path) => path.endsWith('/chat/completions'),
  isTurn: hasTools,
  answer: (turn, callId, { body }) => {
    const delta = toDelta(turn, callId);
    const finish = 'text' in turn ? 'stop' : 'tool_calls';
    const model = body['model'];
    const usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
    if (body['stream'] !== true) {
      const choice = { index: 0, message: delta, finish_reason: finish };
      return Response.json({
        id: callId,
        object: 'chat.completion',
        created: 0,
        model,
        choices: [choice],
        usage,
      });
    }
    const chunk = (rest: object): object => ({
      id: callId,
      object: 'chat.completion.chunk',
      created: 0,
      model,
      ...rest,
    });
    return sse([
      { data: chunk({ choices: [{ index: 0, delta, finish_reason: null }] }) },
      { data: chunk({ choices: [{ index: 0, delta: {}, finish_reason: finish }], usage }) },
      { data: '[DONE]' },
    ]);
  },
};

function toDelta(turn: Turn, callId: string): object {
  if ('text' in turn) return { role: 'assistant', content: turn.text };
  return {
    role: 'assistant',
    content: null,
    tool_calls: [{ index: 0, id: `call_${callId}`, ...toCall(turn.tool, turn.input) }],
  };
}

function toCall(name: string, input: Record<string, unknown> | string): object {
  if (typeof input === 'string') return { type: 'custom', custom: { name, input } };
  return { type: 'function', function: { name, arguments: JSON.stringify(input) } };
}
