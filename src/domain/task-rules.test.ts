import { describe, expect, test } from 'bun:test';
import type { Task } from './task.ts';
import {
  bucketKey,
  bucketMatches,
  effectiveState,
  failedAttempt,
  lapsed,
  leaseEnd,
  placed,
  readyRank,
  released,
  retried,
} from './task-rules.ts';

const now = 1_000_000;
const silent = { lastSeenAt: null, isAlive: false, isGone: false };

function task(fields: Partial<Task> = {}): Task {
  return {
    id: 't7',
    title: 'Build',
    titleKey: 'build',
    state: 'ready',
    priority: 5,
    queue: 'default',
    tags: [],
    needs: [],
    assignee: null,
    dependsOn: [],
    openDependencies: 0,
    description: null,
    context: null,
    data: null,
    notes: [],
    progress: null,
    progressAt: null,
    attempts: 0,
    maxAttempts: 3,
    generation: 0,
    holder: null,
    formerHolders: [],
    claimedAt: null,
    leaseMs: 1_000,
    leaseExpiresAt: null,
    notBefore: null,
    dueAt: null,
    readyBucket: null,
    readyRank: 0,
    result: null,
    error: null,
    createdBy: null,
    createdAt: 0,
    updatedAt: 0,
    completedAt: null,
    completedBy: null,
    ...fields,
  };
}

const running = task({ state: 'running', holder: 'a1', attempts: 1, leaseExpiresAt: now + 500 });

describe('law 5: order', () => {
  test('a higher priority ranks before an older task, and among equals the older ranks first', () => {
    expect(readyRank(9, 100)).toBeLessThan(readyRank(8, 1));
    expect(readyRank(5, 9)).toBeLessThan(readyRank(5, 10));
    expect(Number.isSafeInteger(readyRank(1, 999_999_999))).toBe(true);
  });
});

describe('who may claim', () => {
  const anyone = { name: 'Ada', role: 'reviewer', capabilities: ['gpu', 'docker'] };
  const match = (fields: Partial<Task>, claimer: Parameters<typeof bucketMatches>[1] = anyone): boolean =>
    bucketMatches(bucketKey(task(fields)), claimer);

  test('every need must be a capability of the claimer', () => {
    expect(match({ needs: ['gpu'] })).toBe(true);
    expect(match({ needs: ['gpu', 'mac'] })).toBe(false);
  });

  test('several tags mean any, and untagged tasks are not offered to who asks for a tag', () => {
    expect(match({ tags: ['api'] }, { ...anyone, tags: ['ui', 'api'] })).toBe(true);
    expect(match({ tags: [] }, { ...anyone, tags: ['api'] })).toBe(false);
    expect(match({ tags: ['api'] }, { ...anyone, tags: [] })).toBe(true);
  });

  test('a reservation names an agent whatever its case, or a role', () => {
    expect(match({ assignee: 'ada' })).toBe(true);
    expect(match({ assignee: '@reviewer' })).toBe(true);
    expect(match({ assignee: 'grace' })).toBe(false);
    expect(match({ assignee: '@reviewer' }, { ...anyone, role: null })).toBe(false);
  });
});

describe('where a task without holder stands', () => {
  test('law 6: open dependencies block it, whatever the time', () => {
    expect(placed(task({ openDependencies: 1, notBefore: now + 1 }), now)).toMatchObject({
      state: 'blocked',
      readyBucket: null,
    });
  });

  test('before its instant it waits and is due then; from that instant it is ready', () => {
    expect(placed(task({ notBefore: now + 1 }), now)).toMatchObject({
      state: 'waiting',
      dueAt: now + 1,
      readyBucket: null,
    });
    expect(placed(task({ notBefore: now }), now)).toMatchObject({ state: 'ready', dueAt: null });
  });
});

describe('law 3: a lapsed lease', () => {
  test('makes the task ready while attempts are left, and remembers who lost it', () => {
    expect(lapsed(running, now, 'silent')).toMatchObject({
      state: 'ready',
      holder: null,
      formerHolders: ['a1'],
    });
  });

  test('fails it when its attempts are used up', () => {
    expect(lapsed({ ...running, attempts: 3 }, now, 'silent')).toMatchObject({
      state: 'failed',
      holder: null,
      readyBucket: null,
    });
  });

  test('is seen as lapsed from that very instant', () => {
    const expiring = { ...running, leaseExpiresAt: now };
    expect(effectiveState(expiring, now - 1, silent)).toBe('running');
    expect(effectiveState(expiring, now, silent)).toBe('ready');
    expect(effectiveState({ ...expiring, attempts: 3 }, now, silent)).toBe('failed');
  });

  test('a sign of life or a living process keeps it', () => {
    expect(leaseEnd(running, { ...silent, lastSeenAt: now + 400 }, now)).toBe(now + 1_400);
    expect(effectiveState({ ...running, leaseExpiresAt: 1 }, now, { ...silent, isAlive: true })).toBe(
      'running',
    );
  });
});

test('law 3: what the dead held is free from that instant', () => {
  expect(effectiveState(running, now, { ...silent, lastSeenAt: now, isGone: true })).toBe('ready');
});

describe('attempts', () => {
  test('giving a task back burns none', () => {
    expect(released(running, now)).toMatchObject({ state: 'ready', attempts: 0 });
  });

  test('a failed attempt waits twice as long each time, up to the limit, and fails for good at the last', () => {
    const backoff = { retryBackoffMs: 10, retryBackoffMaxMs: 30 };
    const after = (attempts: number): number =>
      failedAttempt({ ...running, attempts, maxAttempts: 9 }, 'no', true, now, backoff).dueAt! - now;
    expect([1, 2, 3, 4].map(after)).toEqual([10, 20, 30, 30]);
    expect(failedAttempt({ ...running, attempts: 3 }, 'no', true, now, backoff)).toMatchObject({
      state: 'failed',
      error: 'no',
    });
    expect(failedAttempt(running, 'no', false, now, backoff)).toMatchObject({ state: 'failed' });
  });

  test('a retry gives fresh attempts, and only what failed or was cancelled can be retried', () => {
    expect(retried(task({ state: 'failed', attempts: 3 }), 0, now)).toMatchObject({
      state: 'ready',
      attempts: 0,
      error: null,
    });
    expect(() => retried(task({ state: 'done' }), 0, now)).toThrow('only failed or cancelled');
  });
});
