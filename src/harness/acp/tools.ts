import type { FileDiff, ToolKind } from '../driver.ts';
import { isObject, object, objects, string, type Json } from './json.ts';
import { emit, type Link } from './link.ts';
import { takePlan } from './plan.ts';
import { remember, workingSubagent, type Call } from './state.ts';
import { endWords } from './words.ts';

const kinds: Readonly<Record<string, ToolKind>> = {
  read: 'read',
  edit: 'edit',
  delete: 'edit',
  move: 'edit',
  search: 'search',
  execute: 'execute',
  think: 'think',
  fetch: 'fetch',
};

/** How much of a tool's output is kept until its end is told; the last update carries it whole again. */
const keptTextMax = 100_000;

/** `tool_call` and `tool_call_update`: each call is told once, when its input is known, and its end once. */
export function takeCall(link: Link, update: Json, parent: string | null): void {
  const id = string(update['toolCallId']);
  if (id === null || link.state.closed.includes(id)) return;
  const call = merged(link, link.state.calls[id], update, parent);
  link.state.calls[id] = call;
  const status = string(update['status']);
  if (call.stage === 'held' && !isStillBare(call, status)) open(link, id, call);
  if (status === 'completed' || status === 'failed') close(link, id, call, status === 'completed');
}

/** A request for permission describes its call; some agents never announced it before. */
export function takeAskedCall(
  link: Link,
  update: Json,
  parent: string | null,
): { readonly id: string; readonly call: Call } | null {
  const id = string(update['toolCallId']);
  if (id === null) return null;
  const call = merged(link, link.state.calls[id], update, parent);
  link.state.calls[id] = call;
  if (call.stage === 'held') open(link, id, call);
  return { id, call };
}

/** Our own refusal is the call's end: not every agent tells of it. */
export function closeRefused(link: Link, id: string, reason: string | null): void {
  const call = link.state.calls[id];
  if (call === undefined) return;
  close(
    link,
    id,
    { ...call, text: reason === null || reason === '' ? 'Refused.' : `Refused: ${reason}` },
    false,
  );
}

/** The turn is over: what has not ended has no result. */
export function closeCalls(link: Link): void {
  for (const [id, call] of Object.entries(link.state.calls)) {
    if (call.stage === 'held') open(link, id, call);
    close(link, id, { ...call, text: call.text || 'It told no result.' }, false);
  }
}

function open(link: Link, id: string, call: Call): void {
  const { turn } = link.state;
  endWords(link);
  call.stage = 'open';
  if (turn !== null) {
    turn.tools += 1;
    // What was said before a call is narration, unless a subagent calls.
    if (call.parent === null) turn.last = '';
  }
  const { name, kind, title, input, paths, parent } = call;
  emit(link, { type: 'tool-call', id, name, kind, title, input, paths, parent });
  // OpenCode's plan is what it writes with its tool for that.
  if (parent === null && name.startsWith('todo')) takePlan(link, object(input)['todos']);
}

function close(link: Link, id: string, call: Call, ok: boolean): void {
  endWords(link);
  const { text, parent } = call;
  // What a failed call was about to change is no change.
  const diffs = ok ? call.diffs : [];
  emit(link, { type: 'tool-result', id, ok, text, diffs, parent });
  delete link.state.calls[id];
  remember(link.state.closed, id);
}

/** OpenCode announces a call before its model has said with what. */
function isStillBare(call: Call, status: string | null): boolean {
  return (
    status === 'pending' &&
    isObject(call.input) &&
    Object.keys(call.input).every((key) => key === 'cwd') &&
    call.diffs.length === 0
  );
}

function merged(link: Link, before: Call | undefined, update: Json, parent: string | null): Call {
  const kind = string(update['kind']);
  const title = string(update['title']);
  const input = update['rawInput'] ?? before?.input ?? null;
  // What an update brings takes the place of what was there, also when it is empty.
  const bringsContent = Array.isArray(update['content']) || update['rawOutput'] !== undefined;
  const name = before?.name ?? nameOf(link, update);
  return {
    name,
    kind: kind === null ? (before?.kind ?? 'other') : (kinds[kind] ?? 'other'),
    title: title ?? before?.title ?? name,
    input,
    paths: unique([...pathsOf(update), ...(before?.paths ?? [])]),
    text: bringsContent ? outputOf(update) : (before?.text ?? ''),
    diffs: bringsContent ? diffsOf(update['content']) : (before?.diffs ?? []),
    parent: before === undefined ? (parent ?? workingSubagent(link.state)) : before.parent,
    isSubagent: before?.isSubagent ?? link.dialect.isSubagent(update),
    stage: before?.stage ?? 'held',
  };
}

function nameOf(link: Link, update: Json): string {
  return (
    string(update['name']) ??
    link.dialect.toolName(update) ??
    string(update['kind']) ??
    string(update['title']) ??
    'tool'
  );
}

function pathsOf(update: Json): readonly string[] {
  const input = object(update['rawInput']);
  const named = ['filePath', 'filepath', 'file_path', 'fileName', 'path'].map((key) => string(input[key]));
  const located = objects(update['locations']).map((location) => string(location['path']));
  const changed = diffsOf(update['content']).map(({ path }) => path);
  return [...located, ...named, ...changed].filter((path) => path !== null);
}

function diffsOf(content: unknown): FileDiff[] {
  return objects(content).flatMap((item) => {
    const path = string(item['path']);
    const after = string(item['newText']);
    if (item['type'] !== 'diff' || path === null || after === null) return [];
    // A new file comes with an empty old text as often as with none.
    return [{ path, before: string(item['oldText']) || null, after }];
  });
}

function outputOf(update: Json): string {
  const blocks = objects(update['content'])
    .filter((item) => item['type'] === 'content')
    .map((item) => string(object(item['content'])['text']) ?? '');
  const text = blocks.join('\n');
  const whole = text === '' ? rawText(update['rawOutput']) : text;
  const isLast = update['status'] === 'completed' || update['status'] === 'failed';
  return isLast ? whole : whole.slice(0, keptTextMax);
}

function rawText(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  const output = object(raw);
  const fields = ['output', 'content', 'message', 'error'].map((key) => string(output[key]));
  return fields.find((field) => field !== null && field !== '') ?? '';
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
