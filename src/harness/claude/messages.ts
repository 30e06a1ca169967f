import { planFromResult, planFromTodos } from './checklist.ts';
import type { Context } from './state.ts';
import { acceptInput, modelAnswers } from './turns.ts';
import { diffsOf, isInputKept, resultText, toolKind, toolPaths, toolTitle } from './tools.ts';
import { countOutput, countRequest } from './usage.ts';
import { list, object, text, type Json } from './wire.ts';

/** A part of a message while it is made. */
export function onStreamEvent(context: Context, line: Json): void {
  const parent = text(line['parent_tool_use_id']);
  const event = object(line['event']);
  const { blocks } = context.state;
  const key = parent ?? '';
  switch (event['type']) {
    case 'message_start': {
      const message = object(event['message']);
      const id = text(message['id']) ?? '';
      remember(blocks, key, { message: id, index: 0, isStreamed: true });
      if (parent === null) beginsAnswer(context, id, message);
      return;
    }
    case 'content_block_start': {
      const block = blocks[key];
      if (block !== undefined) block.index = Number(event['index'] ?? block.index);
      return;
    }
    case 'content_block_delta': {
      const block = blocks[key];
      const said = text(object(event['delta'])['text']);
      if (block === undefined || said === null) return;
      context.emit({ type: 'text-delta', id: `${block.message}:${block.index}`, text: said, parent });
      return;
    }
    case 'message_delta':
      if (parent === null) countOutput(context, object(event['usage']));
      return;
    default:
      return;
  }
}

/** Whole blocks of a message: mostly one to a line, sometimes all of them. */
export function onAssistant(context: Context, line: Json): void {
  // The program's own words about a failed request; the result says what failed.
  if (line['is_api_error_message'] === true || text(line['error']) !== null) return;
  const parent = text(line['parent_tool_use_id']);
  const message = object(line['message']);
  const id = text(message['id']) ?? '';
  const isModel = message['model'] !== '<synthetic>';
  if (parent === null && isModel) beginsAnswer(context, id, message);

  const content = list(message['content']);
  const first = firstIndex(context, parent ?? '', id, content.length);
  content.forEach((block, offset) => onBlock(context, object(block), parent, `${id}:${first + offset}`));
}

function beginsAnswer(context: Context, id: string, message: Json): void {
  const { state } = context;
  modelAnswers(context);
  if (state.answer.message !== id) state.answer = { message: id, text: '', hasGap: false };
  state.model = text(message['model']) ?? state.model;
  countRequest(context, id, object(message['usage']));
}

function firstIndex({ state }: Context, key: string, message: string, count: number): number {
  const known = state.blocks[key];
  if (known?.message !== message) {
    remember(state.blocks, key, { message, index: count, isStreamed: false });
    return 0;
  }
  if (known.isStreamed) return count > 1 ? 0 : known.index;
  const first = known.index;
  known.index += count;
  return first;
}

function onBlock(context: Context, block: Json, parent: string | null, id: string): void {
  const { state, emit } = context;
  const { answer } = state;
  if (parent === null && block['type'] !== 'text') answer.hasGap = answer.text !== '';
  switch (block['type']) {
    case 'text': {
      const said = text(block['text']) ?? '';
      if (said === '') return;
      if (parent === null) {
        answer.text += `${answer.hasGap ? '\n\n' : ''}${said}`;
        answer.hasGap = false;
      }
      return emit({ type: 'text', id, text: said, parent });
    }
    case 'thinking': {
      const thought = text(block['thinking']) ?? '';
      return thought === '' ? undefined : emit({ type: 'thinking', text: thought, parent });
    }
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return onToolCall(context, block, parent);
    default:
      if (block['tool_use_id'] !== undefined) onToolResult(context, block, {}, parent);
  }
}

function onToolCall(context: Context, block: Json, parent: string | null): void {
  const { spec, state } = context;
  const id = text(block['id']) ?? '';
  const name = text(block['name']) ?? '';
  const input = object(block['input']);
  remember(state.calls, id, { name, parent, input: isInputKept(name) ? small(input) : null });
  context.emit({
    type: 'tool-call',
    id,
    name,
    kind: toolKind(name),
    title: toolTitle(name, input),
    input,
    paths: toolPaths(input, spec.directory),
    parent,
  });
  if (name === 'TodoWrite' && parent === null) planFromTodos(context, input);
}

/** What a person or we said, played back; else results of tools and prompts of subagents. */
export function onUser(context: Context, line: Json): void {
  const uuid = text(line['uuid']);
  if (line['isReplay'] === true) {
    if (uuid !== null) acceptInput(context, uuid);
    return;
  }
  const parent = text(line['parent_tool_use_id']);
  const results = list(object(line['message'])['content'])
    .map(object)
    .filter((block) => block['type'] === 'tool_result');
  // The details belong to one result; a line with several does not say to which.
  const detail = results.length === 1 ? object(line['tool_use_result']) : {};
  for (const result of results) onToolResult(context, result, detail, parent);
}

function onToolResult(context: Context, block: Json, detail: Json, parent: string | null): void {
  const { spec, state } = context;
  const id = text(block['tool_use_id']) ?? '';
  const call = state.calls[id];
  delete state.calls[id];
  const ok = block['is_error'] !== true;
  const said = resultText(block['content']);
  const diffs = ok && call !== undefined ? diffsOf(call, detail, said, spec.directory) : [];
  context.emit({ type: 'tool-result', id, ok, text: said, diffs, parent: parent ?? call?.parent ?? null });
  if (ok && call !== undefined && call.parent === null) planFromResult(context, call, detail);
}

/** Of more calls, or subagents, at once the oldest is forgotten: what comes of it is told all the same. */
const openMax = 1000;
/** A larger input is not kept for its result. */
const inputCharsMax = 65_536;

function remember<T>(open: Record<string, T>, id: string, value: T): void {
  delete open[id];
  const ids = Object.keys(open);
  const [oldest] = ids;
  if (oldest !== undefined && ids.length >= openMax) delete open[oldest];
  open[id] = value;
}

function small(input: Json): Json | null {
  return JSON.stringify(input).length > inputCharsMax ? null : input;
}
