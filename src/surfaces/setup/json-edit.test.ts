import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { addKey, append, type Json, takeOut } from './json-edit.ts';

const value = { matcher: '', hooks: [{ type: 'command', command: 'shoal hook x' }] } as const;

/** Other people's settings, laid out in the ways that people and programs do. */
const settings = fc
  .record({
    content: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.jsonValue({ maxDepth: 2 }), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    hooks: fc.option(fc.array(fc.jsonValue({ maxDepth: 1 }), { minLength: 1, maxLength: 3 })),
    indent: fc.constantFrom('', '  ', '    ', '\t'),
    isWindows: fc.boolean(),
    commas: fc.boolean(),
    comments: fc.boolean(),
    end: fc.constantFrom('', '\n'),
  })
  .map(({ content, hooks, indent, isWindows, commas, comments, end }) => {
    const whole = { first: 1, ...content, ...(hooks === null ? {} : { hooks: { Stop: hooks } }) };
    const lines = `${JSON.stringify(whole, null, indent)}${end}`.split('\n');
    return lines
      .map((line, at) =>
        commas && /^\s*[}\]]/.test(lines[at + 1] ?? '') && !/[{[,]$/.test(line) ? `${line},` : line,
      )
      .map((line, at) =>
        comments && indent !== '' && at % 2 === 1 && at < lines.length - 2 ? `${line} // note, ${at}` : line,
      )
      .join(isWindows ? '\r\n' : '\n');
  });

describe('editing a settings file', () => {
  test('what is put in and taken out leaves every byte as it was', () => {
    fc.assert(
      fc.property(settings, (text) => {
        const array = append(text, ['hooks', 'Stop'], value);
        expect(read(array).hooks.Stop.at(-1)).toEqual(value);
        expect(withoutLast(array)).toBe(text);
        const key = addKey(text, ['mcpServers', 'shoal'], value);
        expect(read(key).mcpServers.shoal).toEqual(value);
        expect(takeOut(key, ['mcpServers'])).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('everything else keeps its value', () => {
    fc.assert(
      fc.property(settings, (text) => {
        const { hooks: _ours, ...others } = read(append(text, ['hooks', 'Start'], value));
        const { hooks: _before, ...wanted } = read(text);
        expect(others as unknown).toEqual(wanted);
      }),
    );
  });

  const cases: readonly (readonly [before: string, after: string])[] = [
    ['{}', '{\n  "k": 1\n}'],
    ['{"a":1}', '{"a":1,"k":1}'],
    ['{ "a": 1 }', '{ "a": 1, "k": 1 }'],
    ['{\n\t"a": 1 // why\n}', '{\n\t"a": 1, // why\n\t"k": 1\n}'],
    ['{\n  "a": 1, // why\n}', '{\n  "a": 1, // why\n  "k": 1,\n}'],
    ['{\n  // only this\n}', '{\n  // only this\n  "k": 1\n}'],
  ];
  for (const [before, after] of cases) {
    test(before, () => {
      expect(addKey(before, ['k'], 1)).toBe(after);
      expect(takeOut(after, ['k'])).toBe(before);
    });
  }

  test('an entry between others is taken out alone', () => {
    expect(takeOut('[1, 2, 3]', [1])).toBe('[1, 3]');
    expect(takeOut('[1, 2, 3]', [0])).toBe('[2, 3]');
    expect(takeOut('{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}', ['b'])).toBe('{\n  "a": 1,\n  "c": 3\n}');
  });
});

interface Shape {
  readonly hooks: { readonly Stop: readonly Json[] };
  readonly mcpServers: Readonly<Record<string, Json>>;
}

function read(text: string): Shape {
  return parse(text, [], { allowTrailingComma: true }) as Shape; // as generated above
}

/** Takes out what `append` put in: with the containers that it made. */
function withoutLast(text: string): string {
  const { length } = read(text).hooks.Stop;
  return length === 1 ? takeOut(text, ['hooks']) : takeOut(text, ['hooks', 'Stop', length - 1]);
}
