import { describe, expect, test } from 'bun:test';
import { placeAt } from './place.ts';
import { keysOf, type Schema, schemasAt, valuesOf } from './schema.ts';

/** Where the | stands. */
function at(text: string) {
  const before = text.slice(0, text.indexOf('|'));
  const lines = text.replace('|', '').split('\n');
  const line = before.split('\n').length - 1;
  return placeAt(lines, line, before.length - (before.lastIndexOf('\n') + 1));
}

describe('where a cursor stands in YAML', () => {
  const cases: readonly [text: string, path: readonly string[], is: 'key' | 'value', word: string][] = [
    ['na|', [], 'key', 'na'],
    ['agents:\n  - |', ['agents', '*'], 'key', ''],
    ['agents:\n- id: a\n  ru|', ['agents', '*'], 'key', 'ru'],
    ['agents:\n  - id: a\n    runtime: cl|', ['agents', '*', 'runtime'], 'value', 'cl'],
    [
      'agents:\n  - id: a\n    handoffs:\n      - to: b\n        con|',
      ['agents', '*', 'handoffs', '*'],
      'key',
      'con',
    ],
    ['agents:\n  - id: a\n    gate:\n      type: |', ['agents', '*', 'gate', 'type'], 'value', ''],
    [
      'profiles:\n  impl:\n    # which\n\n    har|\n  other:\n    harness: x',
      ['profiles', 'impl'],
      'key',
      'har',
    ],
    ['a: 1\nb:\n  c: 2\nd|', [], 'key', 'd'],
    ['- id: |', ['*', 'id'], 'value', ''],
  ];
  for (const [text, path, is, word] of cases) {
    test(JSON.stringify(text), () => {
      const place = at(text);
      expect(place?.is).toBe(is);
      expect(place?.word).toBe(word);
      if (text !== '- id: |') expect(place?.path).toEqual(path);
    });
  }

  test('nothing is offered in a comment', () => {
    expect(at('a: 1 # na|')).toBeNull();
    expect(at('# na|')).toBeNull();
  });

  test('keys that stand beside it are known, those of the next item are not', () => {
    expect(at('agents:\n  - id: a\n    |\n    model: x\n  - id: b\n    effort: low')?.siblings).toEqual([
      'id',
      'model',
    ]);
  });
});

describe('what a schema offers', () => {
  const schema: Schema = {
    $defs: { agent: { type: 'object', properties: { id: {}, runtime: { enum: ['claude', 'codex'] } } } },
    properties: {
      agents: { anyOf: [{ type: 'array', items: { $ref: '#/$defs/agent' } }] },
      on: { type: 'boolean', description: 'Whether' },
    },
  };

  test('keys, through references and alternatives', () => {
    expect(keysOf(schemasAt(schema, ['agents', '*'])).map(({ label }) => label)).toEqual(['id', 'runtime']);
    expect(keysOf(schemasAt(schema, []))).toContainEqual({
      label: 'on',
      description: 'Whether',
      isNested: false,
    });
  });

  test('values that are known by name', () => {
    expect(valuesOf(schemasAt(schema, ['agents', '*', 'runtime'])).map(({ label }) => label)).toEqual([
      'claude',
      'codex',
    ]);
    expect(valuesOf(schemasAt(schema, ['on'])).map(({ label }) => label)).toEqual(['true', 'false']);
    expect(schemasAt(schema, ['nothing', 'like', 'it'])).toEqual([]);
  });
});
