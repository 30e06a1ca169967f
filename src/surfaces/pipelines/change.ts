import { isDeepStrictEqual } from 'node:util';
import { ShoalError } from '../../domain/errors.ts';
import type { ConfigChange, PipelineEdit } from '../../operations/ports.ts';
import { type Dialect, editText } from '../config/text-edit.ts';
import { closest } from '../cli/suggest.ts';
import { isMap, type YamlList, type YamlMap } from './data.ts';
import { referencesTo, withoutAgent } from './references.ts';
import { parseSource, placedOptions, UnreadableSource } from './source.ts';

const dialect: Dialect = {
  file: 'the pipeline',
  parse: placedOptions,
  version: '1.1',
  spelled: (_, path) => path,
  isSame: isDeepStrictEqual,
  keepsEmpty: true,
  isRewritten: false,
};

/** The text after the edits; whatever they do not name is as it was, byte for byte. Throws INVALID_INPUT, NOT_FOUND, CONFLICT. */
export function changePipeline(text: string, edits: readonly PipelineEdit[]): string {
  return edits.reduce(
    (before, edit) =>
      changesOf(dataOf(before), edit).reduce((now, change) => editText(now, change, dialect), before),
    text,
  );
}

function dataOf(text: string): unknown {
  try {
    return parseSource('', text).data;
  } catch (cause) {
    if (!(cause instanceof UnreadableSource)) throw cause;
    const [wrong] = cause.problems;
    throw new ShoalError(
      'INVALID_INPUT',
      `It is no YAML: line ${wrong?.line ?? 1}, column ${wrong?.column ?? 1}: ${wrong?.text ?? ''}.`,
      { hint: 'Put that right first.', cause },
    );
  }
}

function changesOf(data: unknown, { do: what, path, value }: PipelineEdit): readonly ConfigChange[] {
  const place = placeOf(data, path);
  const isAgent = path.length === 2 && path[0] === 'agents';
  switch (what) {
    case 'set':
      if (value === undefined) throw unclear('set needs a value; to take a field away, unset it');
      if (Array.isArray(valueAt(data, place.slice(0, -1)))) requireThere(data, place, path);
      return [{ path: place, value }];
    case 'unset':
      return valueAt(data, place) === undefined ? [] : [{ path: place, value: undefined }];
    case 'add': {
      const list = valueAt(data, place) ?? [];
      if (!Array.isArray(list)) throw unclear(`${path.join('.')} is no list; set a field of it instead`);
      if (value === undefined) throw unclear('add needs a value');
      return [{ path: [...place, '-'], value }];
    }
    case 'remove':
      requireThere(data, place, path);
      return [...(isAgent ? withoutAgent(data, path[1] ?? '') : []), { path: place, value: undefined }];
    case 'rename': {
      if (!isAgent) throw unclear('rename is for an agent: its path is ["agents", ID]');
      if (typeof value !== 'string') throw unclear('rename needs the new id as its value');
      requireThere(data, place, path);
      return [{ path: [...place, 'id'], value }, ...referencesTo(data, path[1] ?? '', value)];
    }
  }
}

/** In the file: an agent's id is its number there, and a bare list of agents has no key above it. */
function placeOf(data: unknown, path: readonly string[]): readonly string[] {
  if (path[0] !== 'agents') return path;
  const isBare = Array.isArray(data);
  const agents = isBare ? (data as YamlList) : isMap(data) ? data['agents'] : undefined;
  const [, id, ...rest] = path;
  const top = isBare ? [] : ['agents'];
  if (id === undefined) return top;
  const all = Array.isArray(agents) ? (agents as YamlList) : [];
  const at = all.findIndex((agent) => isMap(agent) && agent['id'] === id);
  if (at >= 0) return [...top, String(at), ...rest];
  const ids = all.flatMap((agent) => (isMap(agent) ? [String(agent['id'])] : []));
  const near = closest(id, ids);
  throw new ShoalError('NOT_FOUND', `There is no agent "${id}" in it.`, {
    hint: near === undefined ? `There are: ${ids.join(', ')}.` : `Did you mean ${near}?`,
  });
}

function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return /^\d+$/.test(key) ? (value as YamlList)[Number(key)] : undefined;
    return isMap(value) && Object.hasOwn(value, key) ? (value as YamlMap)[key] : undefined;
  }, data);
}

function requireThere(data: unknown, place: readonly string[], path: readonly string[]): void {
  if (valueAt(data, place) !== undefined) return;
  throw new ShoalError('NOT_FOUND', `There is no ${path.join('.')} in it.`, {
    hint: 'An agent is named by its id, an item of another list by its number from 0.',
  });
}

function unclear(text: string): ShoalError {
  return new ShoalError('INVALID_INPUT', `${text.charAt(0).toUpperCase()}${text.slice(1)}.`, {
    hint: 'See docs/guide/pipelines.md.',
  });
}
