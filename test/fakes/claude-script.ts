/*
 * What the fake `claude` is told to do, and the lines of the real one, each with the keys that a reader may use.
 * test/real/driver-claude.test.ts holds these against the real program.
 */

export type FakeStep =
  /** Waits for a line of input that holds all of this. */
  | { readonly await: Line }
  /** Says a line; `$uuid` stands for the id of the user message that was awaited last, or has come. `fill` replaces `$fill` with so many x. */
  | { readonly say: Line; readonly fill?: number }
  /** Writes this as it is: half a line, or what is no JSON. */
  | { readonly raw: string }
  | { readonly stderr: number }
  | { readonly exit: number }
  /** Kills itself as the kernel would. */
  | { readonly die: true };

export type Line = { readonly [key: string]: unknown };

/** What the fake writes down of itself, as JSON, when its first input comes. */
export interface FakeRecord {
  readonly argv: readonly string[];
  readonly env: readonly string[];
}

const session = '11111111-1111-4111-8111-111111111111';
const usage = {
  input_tokens: 10,
  cache_creation_input_tokens: 100,
  cache_read_input_tokens: 1000,
  output_tokens: 1,
};

export const awaitUser: FakeStep = { await: { type: 'user' } };
export const awaitInterrupt: FakeStep = { await: { request: { subtype: 'interrupt' } } };

/** The program works on the last user message: it played it back, and asks the model. */
export const started: readonly FakeStep[] = [
  { say: { type: 'command_lifecycle', command_uuid: '$uuid', state: 'started', session_id: session } },
  {
    say: {
      type: 'system',
      subtype: 'init',
      session_id: session,
      model: 'lab-model',
      claude_code_version: '9.9.9',
      mcp_servers: [],
    },
  },
  {
    say: {
      type: 'user',
      message: { role: 'user', content: '' },
      parent_tool_use_id: null,
      uuid: '$uuid',
      isReplay: true,
      session_id: session,
    },
  },
];

export function stream(event: Line, parent: string | null = null): FakeStep {
  return { say: { type: 'stream_event', event, parent_tool_use_id: parent, session_id: session } };
}

export function messageStart(id: string, parent: string | null = null): FakeStep {
  const message = { id, type: 'message', role: 'assistant', model: 'lab-model', content: [], usage };
  return stream({ type: 'message_start', message }, parent);
}

export function delta(text: string, index = 0, parent: string | null = null): FakeStep {
  return stream({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } }, parent);
}

export function blockStart(index: number): FakeStep {
  return stream({ type: 'content_block_start', index, content_block: { type: 'text', text: '' } });
}

export function messageEnd(outputTokens = 20): FakeStep {
  return stream({
    type: 'message_delta',
    delta: { stop_reason: 'end_turn' },
    usage: { output_tokens: outputTokens },
  });
}

export function assistant(id: string, content: readonly Line[], parent: string | null = null): FakeStep {
  const message = {
    id,
    type: 'message',
    role: 'assistant',
    model: 'lab-model',
    content,
    stop_reason: null,
    usage,
  };
  return { say: { type: 'assistant', message, parent_tool_use_id: parent, session_id: session } };
}

/** A message as the program tells it with partial messages on: its parts, then its block. */
export function said(id: string, text: string): readonly FakeStep[] {
  return [messageStart(id), blockStart(0), delta(text), assistant(id, [textBlock(text)]), messageEnd()];
}

export function textBlock(text: string): Line {
  return { type: 'text', text };
}

export function toolUse(id: string, name: string, input: Line): Line {
  return { type: 'tool_use', id, name, input };
}

export function toolResult(
  id: string,
  content: unknown,
  over: Line = {},
  parent: string | null = null,
): FakeStep {
  const { tool_use_result, ...block } = over;
  return {
    say: {
      type: 'user',
      message: { role: 'user', content: [{ tool_use_id: id, type: 'tool_result', content, ...block }] },
      parent_tool_use_id: parent,
      session_id: session,
      ...(tool_use_result === undefined ? {} : { tool_use_result }),
    },
  };
}

export function result(text: string, over: Line = {}): FakeStep {
  return {
    say: {
      type: 'result',
      subtype: 'success',
      is_error: false,
      result: text,
      stop_reason: 'end_turn',
      terminal_reason: 'completed',
      api_error_status: null,
      num_turns: 1,
      total_cost_usd: 0.5,
      usage: { ...usage, output_tokens: 20 },
      modelUsage: {
        'lab-model': { inputTokens: 10, outputTokens: 20, costUSD: 0.5, contextWindow: 200_000 },
      },
      session_id: session,
      ...over,
    },
  };
}

export function askTool(id: string, tool: string, input: Line, over: Line = {}): FakeStep {
  const request = { subtype: 'can_use_tool', tool_name: tool, input, tool_use_id: `call-${id}`, ...over };
  return { say: { type: 'control_request', request_id: id, request } };
}

export const aborted: Line = {
  subtype: 'error_during_execution',
  is_error: true,
  terminal_reason: 'aborted_tools',
  stop_reason: 'tool_use',
};
