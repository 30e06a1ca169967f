import { expect, test } from 'bun:test';
import { chunkChanges, chunkTable, withChanges } from './chunk-list.ts';
import { namedHandoffs } from './handoff-lines.ts';
import { objectsIn } from './json-in-text.ts';
import { fieldsOf } from './output-fields.ts';
import { parseVerdict } from './verdict.ts';
import { votes } from './vote.ts';

test.each([
  ['Hybrid approach. VOTE: AGREE', true],
  ['VOTE: AGREE', true],
  ['I like it.\n**VOTE: AGREE** ✓', true],
  ['vote: agree.', true],
  ['Some words\nVOTE: AGREE\nand more', true],
  ['I am not ready to say VOTE: AGREE yet', false],
  ['I am not ready to say VOTE: AGREE', false],
  ['> VOTE: AGREE', false],
  ['```\nVOTE: AGREE\n```', false],
  ['When we agree, say "VOTE: AGREE".', false],
  ['VOTE: AGREE is what I would say if the tests passed.', false],
  ['', false],
])('a vote: %j is %p', (message, wanted) => {
  expect(votes(message, 'VOTE: AGREE')).toBe(wanted);
});

test.each([
  ['{"decision": "approved", "reason": "fine"}', 'approved', 'fine'],
  [
    'Well.\n```json\n{"decision":"REJECTED","reason":"a brace } and \\"quotes\\""}\n```',
    'rejected',
    'a brace } and "quotes"',
  ],
  [
    '{"score": 3} then {"decision": "reject", "reason": "no tests", "more": {"a": 1}}',
    'rejected',
    'no tests',
  ],
  ['VERDICT: APPROVED - all good', 'approved', 'all good'],
  ['I cannot approve this', 'undecided', null],
  ['Rejected. To be approved, fix X', 'undecided', null],
  ['This should not be approved', 'undecided', null],
  ['{"decision":"approved"} or {"decision":"rejected"}', 'undecided', null],
  ['{"decision":"maybe"}', 'undecided', null],
  ['', 'undecided', null],
] as const)('a verdict: %j is %p', (reply, decision, reason) => {
  const verdict = parseVerdict(reply);
  expect(verdict.decision).toBe(decision);
  if (reason !== null) expect(verdict.reason).toBe(reason);
});

test.each([
  ['HANDOFF: b', ['b'], []],
  ['Done.\n**HANDOFF: b**', ['b'], []],
  ['HANDOFF: `b`.', ['b'], []],
  ['- **HANDOFF**: b, C because it is hard', ['b', 'c'], []],
  ['HANDOFF: b - it knows', ['b'], []],
  ['HANDOFF: nobody\nHANDOFF: b\nHANDOFF: b', ['b'], ['nobody']],
  ['You could write HANDOFF: b here', [], []],
  ['```\nHANDOFF: b\n```', [], []],
] as const)('a handoff: %j', (output, targets, unknown) => {
  expect(namedHandoffs(output, ['b', 'c'])).toEqual({ targets: [...targets], unknown: [...unknown] });
});

test('fields of an output: of its last object, else of its lines, the last one of a name', () => {
  const object = fieldsOf('{"severity":"low"} no: {"severity":"high","at":{"line":3}}');
  expect(object(['severity'])).toBe('high');
  expect(object(['at', 'line'])).toBe(3);
  expect(object(['nope'])).toBeUndefined();
  const lines = fieldsOf('Severity: low\n- **severity:** critical.\nlevel of risk: none');
  expect(lines(['severity'])).toBe('critical');
  expect(objectsIn('{'.repeat(5_000))).toEqual([]);
});

test('chunks: added, then done, then removed; only by lines of their own', () => {
  const message =
    'CHUNK_ADD: Drag and drop | with a bar\nUse CHUNK_ADD: <desc> to add.\nCHUNK_ADD: <desc>\n- `CHUNK_DONE: C-001.`\nCHUNK_REMOVE: c-009';
  const changes = chunkChanges(message);
  expect(changes).toEqual([
    { do: 'add', description: 'Drag and drop | with a bar' },
    { do: 'done', id: 'C-001' },
    { do: 'remove', id: 'C-009' },
  ]);
  const first = withChanges([], [{ do: 'add', description: 'One' }], 'config', 1);
  const list = withChanges(first, changes, 'dev', 2);
  expect(list.map(({ id, status, completedBy }) => [id, status, completedBy])).toEqual([
    ['C-001', 'done', 'dev'],
    ['C-002', 'pending', null],
  ]);
  expect(chunkTable(list)).toContain('| C-002 | ⬜ pending | Drag and drop \\| with a bar |');
  expect(chunkTable(list)).toContain('1/2 done');
});
