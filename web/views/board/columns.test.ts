import { expect, test } from 'bun:test';
import type { TaskRow, TaskState } from '../../data/tasks.ts';
import { createSort, type Grouping } from './columns.ts';

const states: readonly TaskState[] = [
  'blocked',
  'ready',
  'running',
  'waiting',
  'done',
  'failed',
  'cancelled',
];

/** Fields that follow from the number and the version: the same again for the same two. */
function rowOf(number: number, version: number): TaskRow {
  const salt = number * 7 + version * 13;
  return {
    id: `t${number}`,
    title: salt % 3 === 0 ? 'Write tests' : 'Build it',
    state: states[salt % states.length] ?? 'ready',
    why: null,
    priority: (salt % 10) + 1,
    queue: salt % 2 === 0 ? 'api' : 'web',
    tags: [],
    holder: null,
    holderName: null,
    assignee: null,
    openDependencies: 0,
    attempts: 0,
    notBefore: salt % states.length === 3 ? `2026-01-01T00:00:${10 + (salt % 50)}.000Z` : null,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: `2026-01-01T00:${10 + (salt % 50)}:00.000Z`,
    runId: null,
    step: null,
    costUsd: null,
  };
}

const kinds: readonly (readonly [filter: string, grouping: Grouping | null])[] = [
  ['', null],
  ['tests -queue:web', null],
  ['state:cancelled state:ready', 'queue'],
  ['', 'priority'],
];

for (const [filter, grouping] of kinds)
  test(`a board "${filter}" by ${grouping} that follows changes is the one that is sorted anew`, () => {
    const sort = createSort();
    let rows: ReadonlyMap<string, TaskRow> = new Map();
    for (let round = 0; round < 40; round++) {
      const next = new Map(rows);
      for (let at = 0; at < 5; at++) next.set(`t${round * 3 + at}`, rowOf(round * 3 + at, round));
      next.set(`t${round % 7}`, rowOf(round % 7, round));
      if (round % 3 === 0) next.delete(`t${round * 2}`);
      rows = next;
      expect(sort(rows, filter, grouping)).toEqual(createSort()(rows, filter, grouping));
    }
    expect(sort(rows, filter, grouping).some(({ ids }) => ids.length > 3)).toBe(true);
  });

test('a column that no change concerns stays the same object', () => {
  const sort = createSort();
  const ready = { ...rowOf(1, 0), state: 'ready' } as const;
  const done = { ...rowOf(2, 0), state: 'done' } as const;
  const rows = new Map<string, TaskRow>([ready, done].map((row) => [row.id, row]));
  const before = sort(rows, '', null);
  const after = sort(new Map([...rows, [ready.id, { ...ready, priority: 1 }]]), '', null);
  expect(after.filter((column, at) => column !== before[at]).map(({ state }) => state)).toEqual(['ready']);
  expect(sort(new Map(rows), '', null).map(({ ids }) => ids)).toEqual(before.map(({ ids }) => ids));
});
