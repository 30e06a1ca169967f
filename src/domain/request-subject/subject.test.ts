import { describe, expect, test } from 'bun:test';
import { newRequest, type RequestFields } from '../request.ts';
import { subjectOf } from './subject.ts';

function ofRequest(fields: Partial<RequestFields>) {
  const base = {
    id: 'q1',
    kind: 'permission',
    agent: 'a1',
    title: 'It asks',
    createdAt: 0,
    dueAt: null,
  } as const;
  return subjectOf(newRequest({ ...base, ...fields }), '/w');
}

describe('a command', () => {
  test('of Claude Code, with its reason', () => {
    const detail = { input: { command: 'ls', description: 'List' }, reason: 'not in the list' };
    expect(ofRequest({ tool: 'Bash', command: 'ls', detail })).toMatchObject({
      kind: 'command',
      command: 'ls',
      cwd: '/w',
      text: 'not in the list',
      input: null,
    });
  });

  test('of Codex, in the directory that it names', () => {
    const detail = { command: '/bin/bash -lc ls', cwd: '/w/sub' };
    expect(ofRequest({ tool: 'Bash', command: 'ls', detail })).toMatchObject({
      command: 'ls',
      cwd: '/w/sub',
    });
  });
});

describe('edits', () => {
  test('of Claude Code: Edit, MultiEdit and Write', () => {
    const edit = { input: { file_path: '/w/src/a.ts', old_string: 'one\ntwo', new_string: 'one\n2' } };
    expect(ofRequest({ tool: 'Edit', detail: edit })).toMatchObject({
      kind: 'edit',
      moreEdits: 0,
      isCut: false,
    });
    const [one] = ofRequest({ tool: 'Edit', detail: edit }).edits;
    expect(one).toMatchObject({ path: 'src/a.ts', status: 'changed', added: 1, removed: 1, isPart: true });
    expect(one?.diff).toContain('--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,2 +1,2 @@\n one\n-two');
    const pairs = [
      { old_string: 'a', new_string: 'b' },
      { old_string: 'c', new_string: '' },
    ];
    const multi = { input: { file_path: '/w/b.ts', edits: pairs } };
    expect(ofRequest({ tool: 'MultiEdit', detail: multi }).edits).toHaveLength(2);
    const write = { input: { file_path: '/other/c.ts', content: 'x\ny\n' } };
    expect(ofRequest({ tool: 'Write', detail: write }).edits).toEqual([
      {
        path: '/other/c.ts',
        status: 'written',
        diff: '--- /dev/null\n+++ b//other/c.ts\n@@ -0,0 +1,2 @@\n+x\n+y',
        added: 2,
        removed: 0,
        isPart: false,
        isCut: false,
      },
    ]);
  });

  test('of Codex and ACP agents', () => {
    const diffs = [
      { path: '/w/new.ts', before: null, after: 'x\n' },
      { path: '/w/old.ts', before: 'y\n', after: '' },
      { path: 'c.ts', before: 'a\n', after: 'b\n' },
    ];
    expect(
      ofRequest({ tool: 'apply_patch', detail: { diffs } }).edits.map(({ path, status }) => [path, status]),
    ).toEqual([
      ['new.ts', 'added'],
      ['old.ts', 'deleted'],
      ['c.ts', 'changed'],
    ]);
  });

  test('law 15: are bounded, in whole lines, and say what is left out', () => {
    const long = Array.from({ length: 20_000 }, (_, n) => `line ${n}`).join('\n');
    const diffs = Array.from({ length: 60 }, (_, n) => ({ path: `f${n}`, before: null, after: long }));
    const { edits, moreEdits, isCut } = ofRequest({ tool: 'apply_patch', detail: { diffs } });
    expect([edits.length, moreEdits, isCut]).toEqual([50, 10, true]);
    expect(edits.reduce((all, { diff }) => all + diff.length, 0)).toBeLessThan(400_001);
    expect(edits[0]).toMatchObject({ isCut: true, added: 20_000 });
    expect(edits[0]?.diff).toMatch(/\n\+line \d+$/);
    const huge = { diffs: [{ path: 'h', before: 'a\n'.repeat(200_000), after: 'b\n'.repeat(200_000) }] };
    expect(ofRequest({ tool: 'apply_patch', detail: huge }).edits[0]).toMatchObject({
      diff: '',
      isCut: true,
    });
  });
});

describe('questions', () => {
  const options = [{ label: 'SQL', description: 'safe' }, { label: 'Files' }];

  test('of Claude Code: one, or a line for each', () => {
    const one = { questions: [{ question: 'Which store?', header: 'Store', options, multiSelect: true }] };
    expect(ofRequest({ kind: 'question', detail: one })).toMatchObject({
      kind: 'question',
      answerAs: 'text',
      questions: [
        {
          text: 'Which store?',
          type: 'choice',
          several: true,
          choices: [
            { value: 'SQL', label: 'SQL', description: 'safe' },
            { value: 'Files', label: 'Files', description: null },
          ],
        },
      ],
    });
    const two = { questions: [{ question: 'A?' }, { question: 'B?' }] };
    expect(ofRequest({ kind: 'question', detail: two }).answerAs).toBe('lines');
  });

  test('of Codex: by their ids', () => {
    const detail = {
      questions: [
        { id: 'x', question: 'A?' },
        { id: 'y', question: 'B?', options },
      ],
    };
    const { answerAs, questions } = ofRequest({ kind: 'question', detail });
    expect([answerAs, ...questions.map(({ id }) => id)]).toEqual(['json', 'x', 'y']);
  });

  test('of a form, whose schema has a name of its own in each harness', () => {
    const schema = {
      properties: {
        name: { type: 'string', title: 'Name', description: 'of the table' },
        count: { type: 'integer' },
        sure: { type: 'boolean' },
        kinds: { type: 'array', items: { enum: ['a', 'b'] } },
        size: { type: 'string', oneOf: [{ const: 's', title: 'Small' }] },
      },
    };
    for (const detail of [
      { schema, message: 'Say' },
      { requestedSchema: schema, message: 'Say' },
      { fields: schema },
    ]) {
      const { answerAs, questions } = ofRequest({ kind: 'question', detail });
      expect(answerAs).toBe('json');
      expect(questions.map(({ id, type, several }) => [id, type, several])).toEqual([
        ['name', 'text', false],
        ['count', 'number', false],
        ['sure', 'boolean', false],
        ['kinds', 'choice', true],
        ['size', 'choice', false],
      ]);
      expect(questions[0]?.text).toBe('Name: of the table');
      expect(questions[4]?.choices).toEqual([{ value: 's', label: 'Small', description: null }]);
    }
    expect(ofRequest({ kind: 'question', detail: { schema, message: 'Say' } }).text).toBe('Say');
  });

  test('in words alone: the title is the question', () => {
    const { questions, text } = ofRequest({ kind: 'question', title: 'Which style?', detail: 'the input' });
    expect([questions[0]?.text, text]).toEqual(['Which style?', 'the input']);
  });
});

test('a tool shows its input, a plan its text, an approval its words', () => {
  expect(ofRequest({ tool: 'mcp__x__y', detail: { a: 1 } })).toMatchObject({
    kind: 'tool',
    input: '{\n  "a": 1\n}',
  });
  expect(
    ofRequest({ tool: 'ExitPlanMode', detail: { input: { plan: '# Plan' }, reason: null } }),
  ).toMatchObject({
    kind: 'tool',
    text: '# Plan',
    input: null,
  });
  expect(ofRequest({ kind: 'approval', title: 'Drop?', detail: 'Drop?\nAll' })).toMatchObject({
    kind: 'approval',
    text: 'Drop?\nAll',
  });
  expect(ofRequest({ tool: 'x', detail: { a: 'y'.repeat(30_000) } })).toMatchObject({ isCut: true });
});

test('whatever a harness says, something is shown', () => {
  for (const detail of [
    null,
    7,
    'text',
    [],
    { input: 5 },
    { diffs: [null, { path: 1 }] },
    { questions: [3] },
  ])
    for (const kind of ['permission', 'question', 'approval'] as const)
      expect(() => ofRequest({ kind, detail })).not.toThrow();
});
