import type { RequestDecision } from '../driver.ts';
import type { Context } from './state.ts';
import { isObject, object, oneLine, text, type Json } from './wire.ts';

/** An MCP server asks the person something, with the fields that it wants. */
export function askElicitation(context: Context, id: string, request: Json): void {
  const server = text(request['mcp_server_name']) ?? 'an MCP server';
  context.state.requests[id] = { subtype: 'elicitation', tool: server, input: request, suggestions: [] };
  context.emit({
    type: 'request',
    id,
    kind: 'question',
    title: `${server}: ${oneLine(text(request['message']) ?? '')}`,
    tool: null,
    command: null,
    paths: [],
    detail: { fields: request['requested_schema'] ?? null, url: text(request['url']) },
    options: [],
    parent: null,
  });
}

export function answerElicitation(request: Json, { outcome, text: said }: RequestDecision): Json {
  if (outcome === 'reject') return { action: 'decline' };
  if (request['mode'] === 'url') return { action: 'accept' };
  const content = fields(object(object(request['requested_schema'])['properties']), said ?? '');
  return content === null ? { action: 'decline' } : { action: 'accept', content };
}

/** JSON fills in all fields; other words fill in the only one. null: it fits neither way. */
function fields(properties: Json, said: string): Json | null {
  const parsed = parse(said);
  if (isObject(parsed)) return parsed;
  const [only, another] = Object.entries(properties);
  if (only === undefined) return {};
  if (another !== undefined) return null;
  const [name, schema] = only;
  const type = object(schema)['type'];
  if (type === 'boolean') return { [name]: /^(true|yes|y|1)$/i.test(said.trim()) };
  if (type === 'number' || type === 'integer') return typeof parsed === 'number' ? { [name]: parsed } : null;
  return { [name]: said };
}

function parse(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return null;
  }
}
