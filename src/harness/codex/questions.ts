import type { RequestOption } from '../../domain/request.ts';
import { mcpToolAsk, present } from './approvals.ts';
import type { Ask } from './ask.ts';
import { fieldsAt, isFields, listAt, textAt, type Fields } from './wire.ts';

/** The model's own `request_user_input`. */
export function userInputAsk(params: Fields): Ask {
  const questions = listAt(params, 'questions');
  const [first] = questions;
  const options = questions.length === 1 && first !== undefined ? listAt(first, 'options') : [];
  const nothing = { answers: {} };
  return {
    event: {
      ...question(questions.map((one) => textAt(one, 'question') ?? '').join(' · ')),
      detail: { questions },
      options: options.map((option) => choice(textAt(option, 'label') ?? '')),
    },
    answers: { approve: nothing, reject: nothing },
    form: { kind: 'user-input', questions: questions.map((one) => textAt(one, 'id') ?? '') },
  };
}

export function elicitationAsk(params: Fields): Ask {
  const meta = fieldsAt(params, '_meta');
  if (textAt(meta, 'codex_approval_kind') === 'mcp_tool_call') return mcpToolAsk(params, meta);
  const server = textAt(params, 'serverName') ?? '';
  const asked = [textAt(params, 'message') ?? textAt(params, 'description'), textAt(params, 'url')];
  const properties = fieldsAt(fieldsAt(params, 'requestedSchema'), 'properties');
  return {
    event: {
      ...question(`${server}: ${asked.filter((part) => part !== null).join(' ')}`),
      detail: present(params, ['mode', 'message', 'requestedSchema', 'url', 'title', 'description']),
      options: [
        { ...choice('accept'), label: 'Accept' },
        { id: 'decline', label: 'Decline', outcome: 'reject', always: false },
      ],
    },
    answers: {
      approve: { action: 'accept', content: {}, _meta: null },
      reject: { action: 'decline', content: null, _meta: null },
    },
    form: { kind: 'elicitation', properties: types(properties) },
  };
}

function question(title: string): Pick<Ask['event'], 'kind' | 'title' | 'tool' | 'command' | 'paths'> {
  return { kind: 'question', title, tool: null, command: null, paths: [] };
}

function choice(label: string): RequestOption {
  return { id: label, label, outcome: 'approve', always: false };
}

function types(properties: Fields): Record<string, string> {
  const fields = Object.entries(properties).filter(([, schema]) => isFields(schema));
  return Object.fromEntries(
    fields.map(([name, schema]) => [name, (isFields(schema) ? textAt(schema, 'type') : null) ?? 'string']),
  );
}
