import { expect, test } from 'bun:test';
import type { ConfigChange } from '../../operations/ports.ts';
import { editText } from './text-edit.ts';

const file = `# yaml-language-server: $schema=x
# Ours.
profiles:
    impl:   # the usual one
        harness:  'claude'   # not codex
        prompt: |
            Be careful.

            Always.
        timers: {turn: 2h,  tool: "5m"}
    rev: {harness: codex, permission: read} # looks only

# who works where
queues:
    review: { profile: rev,   max_parallel: 2 }

policies:
    # reading is fine
    - decision: allow
      tool: Read
    - {decision: deny, command: "rm *"}
# end
`;

const edit = (path: string, value?: unknown, insert = false, text = file): string =>
  editText(text, { path: path.split('.'), value, insert } satisfies ConfigChange);

/** Lines taken and put, in order. */
function changed(before: string, after: string): readonly string[] {
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < old.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end))
    end += 1;
  return [
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...now.slice(start, now.length - end).map((line) => `+${line}`),
  ];
}

const diffOf = (path: string, value?: unknown, insert = false) => changed(file, edit(path, value, insert));

test('a value is changed in its place; quotes, spaces and the comment beside it stay', () => {
  expect(diffOf('profiles.impl.harness', 'codex')).toEqual([
    "-        harness:  'claude'   # not codex",
    "+        harness:  'codex'   # not codex",
  ]);
});

test('a value within braces is changed without touching its neighbours', () => {
  expect(diffOf('profiles.impl.timers.turn', '3h')).toEqual([
    '-        timers: {turn: 2h,  tool: "5m"}',
    '+        timers: {turn: 3h,  tool: "5m"}',
  ]);
});

test('a key in snake_case is found by its usual name', () => {
  expect(diffOf('queues.review.maxParallel', 5)).toEqual([
    '-    review: { profile: rev,   max_parallel: 2 }',
    '+    review: { profile: rev,   max_parallel: 5 }',
  ]);
});

test('a new profile comes after the last one, in the indentation of the file', () => {
  expect(diffOf('profiles.sec', { harness: 'gemini', capabilities: ['a', 'b'] })).toEqual([
    '+    sec:',
    '+        harness: gemini',
    '+        capabilities: [a, b]',
  ]);
});

test('a new key in a profile comes after its last', () => {
  expect(diffOf('profiles.impl.model', 'm: x')).toEqual(['+        model: "m: x"']);
});

test('a new key within braces comes after the last', () => {
  expect(diffOf('profiles.rev.effort', 'high')).toEqual([
    '-    rev: {harness: codex, permission: read} # looks only',
    '+    rev: {harness: codex, permission: read, effort: high} # looks only',
  ]);
});

test('what lies deeper than what is there is made with its parents', () => {
  expect(diffOf('profiles.rev.timers.turn', '1h')).toEqual([
    '-    rev: {harness: codex, permission: read} # looks only',
    '+    rev: {harness: codex, permission: read, timers: {turn: 1h}} # looks only',
  ]);
  expect(edit('serve.port', 9000)).toBe(
    `${file}serve:\n    port: 9000\n`.replace(
      '# end\nserve:\n    port: 9000\n',
      'serve:\n    port: 9000\n# end\n',
    ),
  );
});

test('a removed key takes its lines and nothing else', () => {
  expect(diffOf('profiles.impl.prompt')).toEqual([
    '-        prompt: |',
    '-            Be careful.',
    '-',
    '-            Always.',
  ]);
  expect(diffOf('profiles.rev')).toEqual(['-    rev: {harness: codex, permission: read} # looks only']);
  expect(diffOf('queues.review.profile')).toEqual([
    '-    review: { profile: rev,   max_parallel: 2 }',
    '+    review: { max_parallel: 2 }',
  ]);
  expect(diffOf('queues.review.maxParallel')).toEqual([
    '-    review: { profile: rev,   max_parallel: 2 }',
    '+    review: { profile: rev }',
  ]);
});

test('an item is put at the end of a list, or before another with its comment', () => {
  expect(diffOf('policies.-', { decision: 'ask', tool: 'Bash' })).toEqual([
    '+    - decision: ask',
    '+      tool: Bash',
  ]);
  expect(diffOf('policies.0', { decision: 'ask', tool: 'Bash' }, true)).toEqual([
    '+    - decision: ask',
    '+      tool: Bash',
  ]);
  expect(edit('policies.0', { decision: 'ask' }, true)).toContain(
    '    - decision: ask\n    # reading is fine\n',
  );
});

test('a removed item takes its lines', () => {
  expect(diffOf('policies.0')).toEqual(['-    - decision: allow', '-      tool: Read']);
  expect(diffOf('policies.1')).toEqual(['-    - {decision: deny, command: "rm *"}']);
});

test('a section is begun where there is none, or an empty one', () => {
  expect(edit('defaultProfile', 'impl', false, '')).toBe('defaultProfile: impl\n');
  expect(edit('queues.a', { profile: 'x' }, false, '# only this\n')).toBe(
    '# only this\nqueues:\n  a:\n    profile: x\n',
  );
  expect(edit('queues.a', { profile: 'x' }, false, 'queues: # all of them\nserve:\n  port: 1\n')).toBe(
    'queues: # all of them\n  a:\n    profile: x\nserve:\n  port: 1\n',
  );
  expect(edit('queues.a', { maxParallel: 1 }, false, 'queues: {}\n')).toBe(
    'queues:\n  a:\n    maxParallel: 1\n',
  );
  expect(edit('policies.-', { decision: 'deny' }, false, 'serve:\n  port: 1')).toBe(
    'serve:\n  port: 1\npolicies:\n  - decision: deny\n',
  );
});

test('the last of a section leaves the section, and the comments in it', () => {
  expect(edit('queues.a', undefined, false, 'queues:\n  # old\n  a:\n    profile: x\nserve: {}\n')).toBe(
    'queues:\n  # old\nserve: {}\n',
  );
});

test('what has no key of its own is added and removed all the same', () => {
  expect(diffOf('queues.chores', {})).toEqual(['+    chores: {}']);
  expect(edit('queues.chores', undefined, false, edit('queues.chores', {}))).toBe(file);
});

test('line ends stay as they are', () => {
  expect(edit('serve.port', 2, false, 'serve:\r\n  port: 1\r\n')).toBe('serve:\r\n  port: 2\r\n');
  expect(edit('serve.host', 'h', false, 'serve:\r\n  port: 1\r\n')).toBe(
    'serve:\r\n  port: 1\r\n  host: h\r\n',
  );
});

test('an unchanged value changes no byte, nor does the removal of nothing', () => {
  expect(edit('profiles.impl.harness', 'claude')).toBe(file);
  expect(edit('profiles.nobody')).toBe(file);
});

test('a block text is replaced whole', () => {
  expect(edit('profiles.impl.prompt', 'Short.')).toContain('        prompt: Short.\n        timers:');
});

test('text of several lines and text that looks like something else comes back as it was', () => {
  const made = edit('profiles.rev.prompt', 'a: b\n  # not a comment\n"');
  expect(editText(made, { path: ['profiles', 'rev', 'prompt'], value: 'a: b\n  # not a comment\n"' })).toBe(
    made,
  );
});

test('what an alias stands for is not edited by a program', () => {
  const text = 'profiles:\n  a: &a {harness: claude}\n  b: *a\n';
  expect(() => edit('profiles.b.model', 'x', false, text)).toThrow('cannot be edited by a program');
});
