import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A mapping of the file, as plain data. Nothing of it is known to be what it should. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Stage {
  readonly id: string;
  /** Where it begins. */
  readonly line: number;
  readonly fields: Fields;
}

/** What the forms show of a text: its own agents, not those that it imports. */
export interface Model {
  readonly stages: readonly Stage[];
  readonly top: Fields;
  /** A bare list of agents has no fields of its own. */
  readonly isBare: boolean;
}

/** null while the text is no YAML. */
export function modelOf(text: string): Model | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.1', prettyErrors: false, lineCounter: lines });
  if (document.errors.length > 0) return null;
  const root = document.contents;
  const list = isMap(root) ? root.get('agents', true) : root;
  const items = isSeq<Node>(list) ? list.items : [];
  const stages = items.flatMap((item): Stage[] => {
    if (!isMap(item)) return [];
    const fields = item.toJS(document) as Fields; // a mapping
    const { id } = fields;
    return typeof id === 'string' ? [{ id, fields, line: lines.linePos(item.range?.[0] ?? 0).line }] : [];
  });
  return { stages, top: isMap(root) ? (root.toJS(document) as Fields) : {}, isBare: isSeq(root) };
}

export function fieldsAt(fields: Fields, key: string): Fields {
  const value = fields[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function listAt(fields: Fields, key: string): readonly unknown[] {
  const value = fields[key];
  return Array.isArray(value) ? value : [];
}

/** As one would write it in a field; '' when it is not there, or is more than a word. */
export function textAt(fields: Fields, key: string): string {
  const value = fields[key];
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

export function words(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function targetsOf(handoff: unknown): readonly string[] {
  return typeof handoff === 'object' && handoff !== null ? words(textAt(handoff as Fields, 'to')) : [];
}

/** Handoffs that lead to it, in words: what is lost when it goes. */
export function leadingTo(model: Model, id: string): readonly string[] {
  return model.stages.flatMap((stage) => [
    ...listAt(stage.fields, 'handoffs')
      .filter((handoff) => stage.id !== id && targetsOf(handoff).includes(id))
      .map((handoff) => `${stage.id} hands over to it (${conditionOf(handoff)})`),
    ...(listAt(stage.fields, 'participants').includes(id) ? [`${stage.id} has it as a participant`] : []),
    ...(stage.fields['extends'] === id ? [`${stage.id} extends it`] : []),
  ]);
}

function conditionOf(handoff: unknown): string {
  return typeof handoff === 'object' && handoff !== null
    ? textAt(handoff as Fields, 'condition') || 'always'
    : 'always';
}
