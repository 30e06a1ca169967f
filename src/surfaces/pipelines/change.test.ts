import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { isMap as isYamlMap, isSeq, parseDocument } from 'yaml';
import { changedLines } from '../../../test/support/changed-lines.ts';
import type { PipelineEdit } from '../../operations/ports.ts';
import { changePipeline } from './change.ts';
import { placedOptions } from './source.ts';

const file = `# Ours.
entry_point: planner   # not first
limits: { calls: 20 }

agents:
  # who plans
  - id: planner
    runtime: "claude"   # the good one
    x_note: kept
    system_prompt: |  # long
      Plan: {{ input }}

      Well.

    handoffs:
      - to: dev, docs   # both
      - { to: qa, condition: on_reject }
  - type: session # round
    id: talk
    participants: [ planner,  dev ]
    summary_agent: planner

  - {id: dev, runtime: codex, handoffs: [{to: [qa, docs]}]} # flow
  - id: qa
    extends: dev
    gate:
      # about the gate
      prompt: ok?   # asked
      # more to come
  - id: docs
# end
`;

const edit = (...edits: readonly PipelineEdit[]): string => changePipeline(file, edits);
const path = (text: string): readonly string[] => text.split('.');

const diff = (...edits: readonly PipelineEdit[]) => changedLines(file, edit(...edits));

describe('an edit in the text of a pipeline', () => {
  test('a field of an agent is set in its place, with its quotes and the comment beside it', () => {
    expect(diff({ do: 'set', path: path('agents.planner.runtime'), value: 'gemini' })).toEqual([
      '-    runtime: "claude"   # the good one',
      '+    runtime: "gemini"   # the good one',
    ]);
    expect(diff({ do: 'set', path: path('agents.qa.gate.max_retries'), value: 2 })).toEqual([
      '+      max_retries: 2',
    ]);
  });

  test('a word that YAML 1.1 takes for something else is quoted', () => {
    expect(diff({ do: 'set', path: path('agents.docs.model'), value: 'on' })).toEqual(['+    model: "on"']);
  });

  test('a text of several lines is written as one, and keeps the comment of its key and the lines below it', () => {
    expect(diff({ do: 'set', path: path('agents.planner.system_prompt'), value: 'A\nB\n' })).toEqual([
      '-      Plan: {{ input }}',
      '-',
      '-      Well.',
      '+      A',
      '+      B',
    ]);
    expect(diff({ do: 'set', path: path('agents.qa.gate.prompt'), value: 'one\ntwo' })).toEqual([
      '-      prompt: ok?   # asked',
      '+      prompt: |-   # asked',
      '+        one',
      '+        two',
    ]);
  });

  test('a field is taken away; what it was the last of stays, empty, with the comments in it', () => {
    expect(diff({ do: 'unset', path: path('agents.qa.gate.prompt') })).toEqual([
      '-    gate:',
      '-      # about the gate',
      '-      prompt: ok?   # asked',
      '+    gate: {}',
      '+      # about the gate',
    ]);
    expect(diff({ do: 'unset', path: path('agents.talk.type') })).toEqual([
      '-  - type: session # round',
      '+  -  # round',
    ]);
    expect(edit({ do: 'unset', path: path('agents.docs.model') })).toBe(file);
  });

  test('a handoff is added and removed', () => {
    const value = { to: 'talk', condition: 'on_approve' };
    expect(diff({ do: 'add', path: path('agents.planner.handoffs'), value })).toEqual([
      '+      - to: talk',
      '+        condition: on_approve',
    ]);
    expect(diff({ do: 'add', path: path('agents.docs.handoffs'), value: { to: 'qa' } })).toEqual([
      '+    handoffs:',
      '+      - to: qa',
    ]);
    expect(diff({ do: 'remove', path: path('agents.planner.handoffs.0') })).toEqual([
      '-      - to: dev, docs   # both',
    ]);
    expect(diff({ do: 'remove', path: path('agents.dev.handoffs.0') })).toEqual([
      '-  - {id: dev, runtime: codex, handoffs: [{to: [qa, docs]}]} # flow',
      '+  - {id: dev, runtime: codex, handoffs: []} # flow',
    ]);
  });

  test('a renamed agent is renamed wherever it is named, and nowhere else', () => {
    expect(edit({ do: 'rename', path: path('agents.planner'), value: 'lead' })).toBe(
      file
        .replace('entry_point: planner ', 'entry_point: lead ')
        .replace('- id: planner', '- id: lead')
        .replace('[ planner, ', '[ lead, ')
        .replace('summary_agent: planner', 'summary_agent: lead'),
    );
    expect(edit({ do: 'rename', path: path('agents.docs'), value: 'notes' })).toBe(
      file
        .replace('to: dev, docs ', 'to: dev, notes ')
        .replace('[qa, docs]', '[qa, notes]')
        .replace('- id: docs', '- id: notes'),
    );
    expect(edit({ do: 'rename', path: path('agents.dev'), value: 'maker' })).toContain('extends: maker');
  });

  test('with an agent goes what leads to it', () => {
    const after = edit({ do: 'remove', path: path('agents.qa') });
    expect(after).not.toContain('qa');
    expect(after).toContain('[{to: [docs]}]');
    expect(after).toContain('      - to: dev, docs   # both\n  - type: session');
  });

  test('an agent is added after the last one, to a bare list too', () => {
    const value = { id: 'new', runtime: 'claude', system_prompt: 'Do:\n{{ input }}\n' };
    expect(diff({ do: 'add', path: ['agents'], value })).toEqual([
      '+  - id: new',
      '+    runtime: claude',
      '+    system_prompt: |',
      '+      Do:',
      '+      {{ input }}',
    ]);
    expect(changePipeline('- id: a\n', [{ do: 'add', path: ['agents'], value: { id: 'b' } }])).toBe(
      '- id: a\n- id: b\n',
    );
  });

  test('what cannot be done says why, and what there is', () => {
    const thrown = (one: PipelineEdit) => {
      try {
        return edit(one);
      } catch (error) {
        return `${String((error as { code: string }).code)} ${String((error as Error).message)}`;
      }
    };
    expect(thrown({ do: 'set', path: path('agents.plannr.model'), value: 'm' })).toBe(
      'NOT_FOUND There is no agent "plannr" in it.',
    );
    expect(thrown({ do: 'remove', path: path('agents.dev.handoffs.7') })).toStartWith('NOT_FOUND');
    expect(thrown({ do: 'set', path: path('limits.calls') })).toStartWith('INVALID_INPUT');
    expect(thrown({ do: 'rename', path: path('limits'), value: 'x' })).toStartWith('INVALID_INPUT');
    expect(() => changePipeline('a: [', [{ do: 'unset', path: ['a'] }])).toThrow('It is no YAML');
    expect(() =>
      changePipeline('agents:\n  - &a {id: x, model: m}\n  - *a\n', [
        { do: 'set', path: path('agents.x.model'), value: 'n' },
      ]),
    ).toThrow('cannot be edited by a program');
  });
});

// --- any file, any edit

const ids = ['a', 'b', 'c'] as const;
const spaces = fc.constantFrom('', ' ', '   ');
const comment = fc.constantFrom('', ' # one', '   # "two": [x', ' #');
const lineAbove = fc.constantFrom('', '', '\n', '    # above: it\n', '# far left\n');

const scalar = fc.constantFrom('claude', '"quoted: yes"', "'single'", 'true', '3', 'two words', '"on"');
const blockText = fc.constantFrom(
  '|\n      L: 1\n\n      - l2\n',
  '>-\n      folded\n      text\n',
  '|+\n      keep\n\n',
);
const field = (key: string) =>
  fc
    .tuple(lineAbove, scalar, spaces, comment)
    .map(([above, value, space, note]) => `${above}    ${key}:${space || ' '}${value}${note}\n`);
const prompt = fc.tuple(lineAbove, blockText).map(([above, text]) => `${above}    system_prompt: ${text}`);
const handoffs = fc.oneof(
  fc.constant(''),
  fc.constant('    handoffs: [{to: a}, {to: "b, c",  condition: on_reject}] # flow\n'),
  fc.constant('    handoffs: []\n'),
  fc.constant(
    '    handoffs:\n      # first\n      - to: a   # to a\n      - {to: b}\n\n      - condition: always\n        to: c\n',
  ),
  fc.constant('    handoffs:\n    - to: a\n      # why\n      condition: x == 1\n'),
);
const gate = fc.constantFrom(
  '',
  '    gate: {type: llm,  max_retries: 2}   # judged\n',
  '    gate:   # judged\n      # by\n      type: human\n',
  '    gate: ~\n',
  '    gate:\n',
);
const ending = fc.constantFrom('', '\n', '# tail\n', '\n  # between\n\n');

const agentText = fc.oneof(
  fc
    .tuple(
      fc.shuffledSubarray(['model', 'x_unknown', 'name']),
      field('model'),
      field('x_unknown'),
      field('name'),
      prompt,
      handoffs,
      gate,
      ending,
    )
    .map(([keys, model, unknown, name, text, to, judge, end]) => {
      const fields: Readonly<Record<string, string>> = { model, x_unknown: unknown, name };
      return (id: string) =>
        `  - id: ${id}\n${keys.map((key) => fields[key] ?? '').join('')}${judge}${text}${to}${end}`;
    }),
  fc
    .constantFrom('{id: ID, model: m,  handoffs: [{to: a}]} # all in one', '{ id: ID }')
    .map((text) => (id: string) => `  - ${text.replace('ID', id)}\n`),
);

const pipelineText = fc
  .tuple(
    fc.constantFrom('', '# top\n', 'limits: {calls: 3}\n', 'entry_point: a # this\n'),
    agentText,
    agentText,
    agentText,
    fc.constantFrom('', 'limits:\n  calls: 5\n# bottom\n'),
    fc.boolean(),
  )
  .map(([top, a, b, c, below, isCrlf]) => {
    const text = `${top.includes('limits') && below !== '' ? '' : top}agents:\n${a('a')}${b('b')}${c('c')}${below}`;
    return isCrlf ? text.replaceAll('\n', '\r\n') : text;
  });

const value = fc.oneof(
  fc.constantFrom(
    'plain',
    'yes',
    'a: b #c',
    '',
    'two\nlines',
    'three\n\nlines\n',
    '{{ input }}',
    '- x',
    '12:30',
    'null',
    '"q"',
    ' pad ',
  ),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom({ type: 'llm', prompt: 'ok?' }, ['x', 'y'], { deep: { er: [1, { a: 'b' }] } }),
);
const anEdit = fc.oneof(
  fc.record({
    do: fc.constant('set' as const),
    path: fc.tuple(
      fc.constant('agents'),
      fc.constantFrom(...ids),
      fc.constantFrom('model', 'name', 'gate', 'system_prompt', 'x_unknown', 'new_one'),
    ),
    value,
  }),
  fc.record({
    do: fc.constant('set' as const),
    path: fc.tuple(
      fc.constant('agents'),
      fc.constantFrom(...ids),
      fc.constant('gate'),
      fc.constantFrom('type', 'prompt'),
    ),
    value: fc.constantFrom('human', 'x\ny'),
  }),
  fc.record({
    do: fc.constant('unset' as const),
    path: fc.oneof(
      fc.tuple(
        fc.constant('agents'),
        fc.constantFrom(...ids),
        fc.constantFrom('model', 'gate', 'system_prompt', 'handoffs', 'x_unknown'),
      ),
      fc.tuple(fc.constant('agents'), fc.constantFrom(...ids), fc.constant('gate'), fc.constant('type')),
      fc.constant(['limits']),
      fc.constant(['entry_point']),
    ),
  }),
  fc.record({
    do: fc.constant('add' as const),
    path: fc.tuple(fc.constant('agents'), fc.constantFrom(...ids), fc.constant('handoffs')),
    value: fc.constantFrom({ to: 'b' }, { to: ['a', 'c'], payload: 'p\nq' }),
  }),
  fc.record({
    do: fc.constant('remove' as const),
    path: fc.tuple(
      fc.constant('agents'),
      fc.constantFrom(...ids),
      fc.constant('handoffs'),
      fc.constantFrom('0', '1', '2'),
    ),
  }),
  fc.record({
    do: fc.constant('add' as const),
    path: fc.constant(['agents']),
    value: fc.constant({ id: 'd', system_prompt: 'x\ny\n' }),
  }),
);

type Data = Record<string, unknown>;

const comments = /# \w+[^\r\n]*/g;

const parsed = (text: string) => parseDocument(text, placedOptions);

/** The same edit, on plain data. */
function edited(
  data: Data,
  { do: what, path: [top = '', ...rest], value: wanted }: PipelineEdit,
): Data | null {
  const copy = structuredClone(data);
  const keys =
    top === 'agents' && rest.length > 0
      ? ['agents', String((copy['agents'] as Data[]).findIndex(({ id }) => id === rest[0])), ...rest.slice(1)]
      : [top, ...rest];
  const last = keys.at(-1) ?? '';
  let at: unknown = copy;
  for (const key of keys.slice(0, -1)) {
    const holder = at as Data;
    if (holder[key] === undefined || holder[key] === null) {
      if (what === 'unset' || what === 'remove') return what === 'unset' ? copy : null;
      holder[key] = {};
    }
    at = holder[key];
  }
  if (typeof at !== 'object') return null;
  const holder = at as Data;
  if (what === 'set') holder[last] = wanted;
  else if (what === 'unset') delete holder[last];
  else if (what === 'add')
    (holder[last] = [...((holder[last] as unknown[] | null | undefined) ?? [])] as unknown[]).push(wanted);
  else if (!Array.isArray(at) || at[Number(last)] === undefined) return null;
  else at.splice(Number(last), 1);
  return copy;
}

/** First line, and the one after the last, of the deepest part of the path that is there; of what empties its holder those of that. */
function linesOf(
  text: string,
  { do: what, path: whole }: PipelineEdit,
  data: Data,
): readonly [number, number] {
  const holder = (data['agents'] as Data[]).find(({ id }) => id === whole[1])?.[whole[2] ?? ''];
  const isOnly =
    whole.length === 4 && (what === 'unset' || what === 'remove') && Object.keys(holder ?? {}).length === 1;
  const [top = '', ...rest] = isOnly ? whole.slice(0, -1) : whole;
  let node: unknown = parsed(text).contents;
  let range: readonly [number, number] = [0, text.length];
  for (const key of [top, ...rest]) {
    if (isYamlMap(node)) {
      const pair = node.items.find((one) => String(one.key) === key);
      if (pair === undefined) break;
      const { range: from } = pair.key as { range: [number, number, number] }; // of a parsed document
      node = pair.value;
      range = [from[0], ((node as { range?: [number, number, number] } | null)?.range ?? from)[2]];
    } else if (isSeq(node)) {
      node = node.items.find(
        (one, index) => (isYamlMap(one) && String(one.get('id')) === key) || String(index) === key,
      );
      if (node === undefined) break;
      const whole = (node as { range: [number, number, number] }).range;
      range = [whole[0], whole[2]];
    } else break;
  }
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  return [lineOf(range[0]), lineOf(Math.max(range[0], range[1] - 1)) + 1];
}

test('any edit of any file gives the edited data, and leaves every other line as it was', () => {
  let done = 0;
  fc.assert(
    fc.property(pipelineText, anEdit, (text, one) => {
      const before = parsed(text);
      expect(before.errors).toEqual([]);
      const expected = edited(before.toJS() as Data, one);
      let after: string;
      try {
        after = changePipeline(text, [one]);
      } catch (error) {
        const { code } = error as { code: string };
        // Blank lines below a text that keeps its own would become a part of it.
        if (code === 'CONFLICT' && one.do === 'unset' && text.includes('|+')) return;
        // A part of what is no map or list is refused, and so is an item that is not there.
        expect([expected, code]).toEqual([null, expect.any(String)]);
        return;
      }
      expect(parsed(after).toJS()).toEqual(expected);
      const [first, end] = linesOf(text, one, before.toJS() as Data);
      const [old, now] = [text.split('\n'), after.split('\n')];
      expect(now.slice(0, first)).toEqual(old.slice(0, first));
      const rest = old.slice(end);
      expect(rest.length === 0 ? [] : now.slice(-rest.length)).toEqual(rest);
      const agent = (before.toJS() as { agents: Data[] }).agents.find(({ id }) => id === one.path[1]);
      const isPlain = one.path.length === 3 && typeof agent?.[one.path[2] ?? ''] !== 'object';
      if (one.do === 'add' || (one.do === 'set' && isPlain))
        expect(after.match(comments) ?? []).toEqual(text.match(comments) ?? []);
      done += 1;
    }),
    { numRuns: Number(process.env['SHOAL_PROPERTY_RUNS'] ?? 600) },
  );
  expect(done).toBeGreaterThan(0);
}, 60_000);
