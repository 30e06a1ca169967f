import type { Task } from '../../src/domain/task.ts';
import { placed, readyRank } from '../../src/domain/task-rules.ts';
import { defaultSettings } from '../../src/operations/settings.ts';
import type { ExportLine } from '../../src/store/port.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { machineClock } from '../../src/store/sqlite/machine-clock.ts';

export interface Stock {
  readonly ready: number;
  /** Of higher priority than the ready ones. */
  readonly blocked: number;
}

/** Fills the empty store of a workspace with very many tasks, as an import would. */
export async function fill(file: string, stock: Stock): Promise<void> {
  const settings = { ...defaultSettings, durability: 'relaxed' as const };
  const store = await openSqliteStore({ file, settings, clock: machineClock() });
  await store.import(lines(stock));
  await store.close();
}

async function* lines({ ready, blocked }: Stock): AsyncGenerator<ExportLine> {
  const total = ready + blocked;
  yield {
    t: 'header',
    format: 1,
    schema: 1,
    epoch: 0,
    seq: 0,
    fence: 0,
    counters: { task: total },
    snapshotSeq: 0,
  };
  for (let number = 1; number <= total; number += 1) {
    const isBlocked = number <= blocked;
    yield { t: 'record', kind: 'task', body: { ...task(number, isBlocked, total) } };
  }
}

/** The blocked ones wait for the last task, which is ready and the least urgent. */
function task(number: number, isBlocked: boolean, last: number): Task {
  const now = Date.UTC(2026, 0, 1);
  const priority = isBlocked ? 10 : number === last ? 1 : 5;
  const fields: Task = {
    id: `t${number}`,
    title: `task ${number}`,
    titleKey: `task ${number}`,
    state: 'blocked',
    priority,
    queue: 'default',
    tags: [],
    needs: [],
    assignee: null,
    dependsOn: isBlocked ? [`t${last}`] : [],
    openDependencies: isBlocked ? 1 : 0,
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
    leaseMs: defaultSettings.taskLeaseMs,
    leaseExpiresAt: null,
    notBefore: null,
    dueAt: null,
    readyBucket: null,
    readyRank: readyRank(priority, number),
    result: null,
    error: null,
    createdBy: null,
    createdAt: now,
    updatedAt: now,
    completedAt: null,
    completedBy: null,
  };
  return { ...fields, ...placed(fields, now) };
}
