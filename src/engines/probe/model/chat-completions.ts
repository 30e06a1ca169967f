import { hasTools, type Protocol, sse, type Turn, wholeText } from './protocol.ts';

/** OpenAI chat completions, streamed: what OpenCode and Copilot CLI speak to a custom provider. A string input is a custom tool call. */
export const chatCompletions: Protocol = {
  matches: (path) => path.endsWith('/chat/completions'),
  isTurn: hasTools,
  answer: (turn, callId, { body }) => {
    const finish = 'text' in turn ? 'stop' : 'tool_calls';
    const model = body['model'];
    const usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
    const common = { id: callId, created: 0, model };
    if (body['stream'] !== true) {
      const choice = { index: 0, message: toMessage(turn, callId), finish_reason: finish };
      return Response.json({ ...common, object: 'chat.completion', choices: [choice], usage });
    }
    const chunk = (rest: object): object => ({ ...common, object: 'chat.completion.chunk', ...rest });
    const delta = (part: object): { data: object } => ({
      data: chunk({ choices: [{ index: 0, delta: part, finish_reason: null }] }),
    });
    const rest =
      'text' in turn && turn.rest !== undefined ? [turn.rest.after, delta({ content: turn.rest.text })] : [];
    return sse([
      delta(toMessage('text' in turn ? { text: turn.text } : turn, callId)),
      ...rest,
      { data: chunk({ choices: [{ index: 0, delta: {}, finish_reason: finish }], usage }) },
      { data: '[DONE]' },
    ]);
  },
};

function toMessage(turn: Turn, callId: string): object {
  if ('text' in turn) return { role: 'assistant', content: wholeText(turn) };
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
