import { describe, expect, test } from 'bun:test';
import type { History, HistoryEvent } from './history.ts';
import { laws } from './laws.ts';
import { scenes } from './scenes.ts';
import { drawTimeline, stretchesOf } from './timeline.ts';

const style = { terminal: false, colors: false, width: 40, now: 0 };

type Change = Readonly<Record<string, unknown>> | null;

function history(
  ...steps: readonly (readonly [type: string, id: string, change: Change, more?: Partial<HistoryEvent>])[]
): History {
  const kinds: Readonly<Record<string, string>> = {
    t: 'task',
    a: 'agent',
    l: 'lock',
    m: 'message',
    d: 'delivery',
  };
  const events = steps.map(([type, id, change, more], at) => ({
    seq: at + 1,
    at: at * 1_000,
    actor: null,
    agent: null,
    type,
    kind: kinds[id.charAt(0)] ?? '',
    id,
    change,
    ...more,
  }));
  const last = new Map<string, { kind: string; body: Record<string, unknown> }>();
  for (const { kind, id, change } of events) {
    if (change === null) last.delete(id);
    else last.set(id, { kind, body: { ...last.get(id)?.body, ...change } });
  }
  return { snapshot: [], events, records: [...last.values()] };
}

const added = (id: string, more: object = {}) =>
  [
    'task.added',
    id,
    {
      id,
      title: id,
      state: 'ready',
      holder: null,
      generation: 0,
      dependsOn: [],
      readyBucket: 'b',
      readyRank: 1,
      ...more,
    },
  ] as const;
const claimed = (id: string, holder: string, generation: number) =>
  ['task.claimed', id, { state: 'running', holder, generation, readyBucket: null }] as const;
const done = (id: string, by: string) =>
  ['task.done', id, { state: 'done', holder: null, completedBy: by }] as const;
const lock = (id: string, holder: string, path: string, shared = false) =>
  ['lock.taken', id, { id, holder, path, shared, repo: 'r' }] as const;

const good = history(
  added('t1'),
  added('t2', { state: 'blocked', dependsOn: ['t1'], readyBucket: null }),
  claimed('t1', 'a1', 1),
  lock('l1', 'a1', 'src/'),
  ['lock.released', 'l1', null],
  done('t1', 'a1'),
  claimed('t2', 'a2', 1),
  lock('l2', 'a2', 'src/x'),
  done('t2', 'a2'),
);

test('a history in which every promise was kept breaks no law', () => {
  expect(laws.flatMap(({ check }) => check(good))).toEqual([]);
});

describe('each law finds the history that breaks it, and no other law does', () => {
  const broken: Readonly<Record<string, History>> = {
    'one holder': history(added('t1'), claimed('t1', 'a1', 1), claimed('t1', 'a2', 2), done('t1', 'a2')),
    'dependencies hold': history(
      added('t1'),
      added('t2', { dependsOn: ['t1'] }),
      claimed('t2', 'a1', 1),
      done('t2', 'a1'),
      claimed('t1', 'a1', 1),
      done('t1', 'a1'),
    ),
    order: history(
      added('t1'),
      added('t2', { readyRank: 2 }),
      claimed('t2', 'a1', 1),
      done('t2', 'a1'),
      claimed('t1', 'a1', 1),
      done('t1', 'a1'),
    ),
    'nothing is lost': history(added('t1'), claimed('t1', 'a1', 1)),
    'locks exclude': history(lock('l1', 'a1', 'src/'), lock('l2', 'a2', 'src/x.ts')),
    'messages arrive': history([
      'message.queued',
      'd1',
      { id: 'd1', message: 'm1', agent: 'a1', state: 'queued' },
    ]),
    'one log': { ...good, records: good.records.slice(1) },
  };
  test.each(Object.keys(broken))('%s', (name) => {
    const found = laws
      .filter(({ check }) => check(broken[name] ?? good).length > 0)
      .map((law) => law.name.split(':')[0]);
    expect(found).toEqual([name]);
  });
  test('the table covers every law', () => {
    expect(Object.keys(broken)).toEqual(laws.map(({ name }) => name.split(':')[0] ?? ''));
  });
});

test('a generation that does not rise is a second holder', () => {
  const found = laws[0]?.check(
    history(
      added('t1'),
      claimed('t1', 'a1', 1),
      ['task.lapsed', 't1', { state: 'ready', holder: null }],
      claimed('t1', 'a2', 1),
    ),
  );
  expect(found).toEqual(['t1 was claimed without a new generation']);
});

test('shared locks and locks of one holder may overlap', () => {
  const shared = history(
    lock('l1', 'a1', 'src/', true),
    lock('l2', 'a2', 'src/x.ts', true),
    lock('l3', 'a3', 'b'),
    lock('l4', 'a3', 'b'),
  );
  expect(laws.flatMap(({ check }) => check(shared))).toEqual([]);
});

test('without the refused edit and the crash the play was not played', () => {
  expect(scenes.map(({ check }) => check(good))).toEqual([['no edit was refused'], ['nobody was killed']]);
});

test('a crash whose task nobody finished is found', () => {
  const crash = history(
    ['agent.joined', 'a1', { id: 'a1', name: 'dirac' }],
    added('t1'),
    claimed('t1', 'a1', 1),
    ['task.lapsed', 't1', { state: 'ready', holder: null, error: 'gone' }],
    ['agent.gone', 'a1', { leftReason: 'died' }],
  );
  expect(scenes[1]?.check(crash)).toEqual(['t1 was not finished by another']);
  expect(stretchesOf(crash)).toEqual([{ agent: 'a1', task: 't1', from: 2_000, to: 3_000, end: 'lost' }]);
});

test('the timeline has a row per agent with bars in their place', () => {
  expect(drawTimeline(good, style)).toMatch(/^a1 +t1━+✓\na2 +t2━+✓\n +0 s·+6\.0 s$/);
});
