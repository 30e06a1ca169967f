import type { RequestOption } from '../../domain/request.ts';
import type { RequestDecision } from '../driver.ts';
import { isObject, object, objects, string, type Json } from './json.ts';
import type { OpenRequest } from './state.ts';

/** A form that an agent shows: a question with fields. */
export function formFields(schema: Json): readonly { readonly name: string; readonly type: string }[] {
  return Object.entries(object(schema['properties'])).map(([name, property]) => ({
    name,
    type: string(object(property)['type']) ?? 'string',
  }));
}

/** A form of one choice is offered as options. */
export function formOptions(schema: Json): readonly RequestOption[] {
  const [property, ...more] = Object.values(object(schema['properties']));
  if (property === undefined || more.length > 0) return [];
  return choices(object(property)).map(({ id, label }) => ({
    id,
    label,
    outcome: 'approve',
    always: false,
  }));
}

/** One field takes the text or option as it is; several take a JSON object. */
export function formAnswer({ fields }: OpenRequest, { outcome, option, text }: RequestDecision): Json {
  if (outcome === 'reject') return { action: 'decline' };
  const answer = option ?? text;
  if (answer === null) return { action: 'accept', content: {} };
  const written = parsed(answer);
  if (isObject(written)) return { action: 'accept', content: written };
  const [field] = fields;
  if (field === undefined) return { action: 'accept', content: {} };
  return { action: 'accept', content: { [field.name]: typed(field.type, answer) } };
}

function choices(property: Json): readonly { readonly id: string; readonly label: string }[] {
  if (property['type'] === 'boolean')
    return [
      { id: 'true', label: 'Yes' },
      { id: 'false', label: 'No' },
    ];
  const plain = Array.isArray(property['enum']) ? property['enum'] : [];
  const titled = objects(property['oneOf']);
  return [
    ...plain.map((value) => ({ id: String(value), label: String(value) })),
    ...titled.map((one) => ({
      id: string(one['const']) ?? '',
      label: string(one['title']) ?? string(one['const']) ?? '',
    })),
  ];
}

function typed(type: string, answer: string): unknown {
  switch (type) {
    case 'boolean':
      return /^(true|yes|y|1)$/i.test(answer.trim());
    case 'number':
    case 'integer':
      return Number(answer);
    case 'array':
      return answer.split(',').map((part) => part.trim());
    default:
      return answer;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
