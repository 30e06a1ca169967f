import type { ToolKind } from '../driver.ts';
import { changedPaths, toDiffs } from './diffs.ts';
import { unwrapShell } from './shell-words.ts';
import { parentOf, type Connection } from './state.ts';
import { fieldsAt, listAt, numberAt, textAt, textsAt, type Fields } from './wire.ts';

interface ToolCall {
  readonly name: string;
  readonly kind: ToolKind;
  readonly title: string;
  readonly input: unknown;
  readonly paths: readonly string[];
}

/** Emits the call that an item is, once; whether it is a tool call at all. */
export function startTool(connection: Connection, item: Fields, thread: string | null): boolean {
  const { state, sink } = connection;
  const id = textAt(item, 'id') ?? '';
  if (id in state.tools) return true;
  const call = toToolCall(item);
  if (call === null) return false;
  const parent = parentOf(connection, thread);
  const { name, title, paths } = call;
  state.tools[id] = { name, title, paths, diffs: toDiffs(item), parent };
  noteChildren(connection, item, id);
  sink.emit({ type: 'tool-call', id, ...call, parent });
  return true;
}

export function finishTool(connection: Connection, item: Fields, thread: string | null): boolean {
  const { state, sink } = connection;
  const id = textAt(item, 'id') ?? '';
  if (!startTool(connection, item, thread)) return false;
  const parent = state.tools[id]?.parent ?? null;
  delete state.tools[id];
  noteChildren(connection, item, id);
  const { ok, text } = toOutcome(item);
  sink.emit({ type: 'tool-result', id, ok, text, diffs: ok ? toDiffs(item) : [], parent });
  return true;
}

/** Codex says nothing of the calls that an interrupt cut off. */
export function cutOffTools({ state, sink }: Connection, why: string): void {
  for (const [id, { parent }] of Object.entries(state.tools)) {
    sink.emit({ type: 'tool-result', id, ok: false, text: why, diffs: [], parent });
  }
  state.tools = {};
}

/** The name that Codex's own hooks give a tool of an MCP server. */
export function mcpToolName(server: string, tool: string): string {
  return `mcp__${server}__${tool}`;
}

function toToolCall(item: Fields): ToolCall | null {
  const text = (key: string): string => textAt(item, key) ?? '';
  switch (textAt(item, 'type')) {
    case 'commandExecution': {
      const command = unwrapShell(text('command'));
      const input = { command, cwd: textAt(item, 'cwd') };
      return { name: 'Bash', kind: commandKind(item), title: command, input, paths: [] };
    }
    case 'fileChange': {
      const paths = changedPaths(item);
      const input = { changes: item['changes'] };
      return { name: 'apply_patch', kind: 'edit', title: `edit ${paths.join(', ')}`, input, paths };
    }
    case 'mcpToolCall': {
      const name = mcpToolName(text('server'), text('tool'));
      const title = `${text('server')}: ${text('tool')}`;
      return { name, kind: 'other', title, input: item['arguments'] ?? {}, paths: [] };
    }
    case 'dynamicToolCall':
      return plain(text('tool'), 'other', text('tool'), item['arguments'] ?? {});
    case 'webSearch':
      return plain('web_search', 'search', `search ${text('query')}`, { query: text('query') });
    case 'imageView':
      return { ...plain('view_image', 'read', text('path'), { path: text('path') }), paths: [text('path')] };
    case 'imageGeneration':
      return plain('image_generation', 'other', 'make an image', {});
    case 'collabAgentToolCall':
      return plain(text('tool'), 'other', `${text('tool')} ${text('prompt')}`.trim(), {
        prompt: textAt(item, 'prompt'),
        receivers: textsAt(item, 'receiverThreadIds'),
      });
    case 'subAgentActivity':
      if (textAt(item, 'kind') !== 'started') return null;
      return plain('spawn_agent', 'other', `spawn ${text('agentPath')}`, { agent: text('agentPath') });
    default:
      return null;
  }
}

function plain(name: string, kind: ToolKind, title: string, input: unknown): ToolCall {
  return { name, kind, title, input, paths: [] };
}

/** What Codex made out of the command; to `execute` when any part of it is more than a look. */
function commandKind(item: Fields): ToolKind {
  const kinds = new Set(listAt(item, 'commandActions').map((action) => textAt(action, 'type')));
  if (kinds.size === 0) return 'execute';
  if ([...kinds].every((kind) => kind === 'read')) return 'read';
  return [...kinds].every((kind) => kind === 'read' || kind === 'search' || kind === 'listFiles')
    ? 'search'
    : 'execute';
}

function toOutcome(item: Fields): { ok: boolean; text: string } {
  const status = textAt(item, 'status');
  const ok = status === null || status === 'completed';
  switch (textAt(item, 'type')) {
    case 'commandExecution': {
      const code = numberAt(item, 'exitCode');
      const output = textAt(item, 'aggregatedOutput') ?? '';
      const end = code === null || code === 0 ? [] : [`exit code ${code}`];
      const refusal = status === 'declined' ? ['declined'] : [];
      const text = [output, ...end, ...refusal].filter((part) => part !== '').join('\n');
      return { ok: ok && (code ?? 0) === 0, text };
    }
    case 'mcpToolCall': {
      const failure = textAt(fieldsAt(item, 'error'), 'message');
      return {
        ok: ok && failure === null,
        text: failure ?? contentText(fieldsAt(item, 'result'), 'content'),
      };
    }
    case 'dynamicToolCall':
      return { ok: ok && item['success'] !== false, text: contentText(item, 'contentItems') };
    default:
      return { ok, text: ok ? '' : (status ?? '') };
  }
}

function contentText(fields: Fields, key: string): string {
  const parts = listAt(fields, key).map((part) => textAt(part, 'text') ?? `[${textAt(part, 'type') ?? '?'}]`);
  return parts.join('\n');
}

function noteChildren({ state }: Connection, item: Fields, id: string): void {
  const spawned = [
    ...(textAt(item, 'type') === 'subAgentActivity' ? [textAt(item, 'agentThreadId')] : []),
    ...(textAt(item, 'tool') === 'spawnAgent' ? textsAt(item, 'receiverThreadIds') : []),
  ];
  for (const thread of spawned) {
    if (thread !== null && !(thread in state.children)) state.children[thread] = id;
  }
}
