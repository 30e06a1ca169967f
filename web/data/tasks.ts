import { replaceEqualDeep, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { pause } from '../../src/client/transport.ts';
import { call, type Output } from './api.ts';
import { connectionNow, onConnection } from './connection.ts';
import { type EventObject, onEvent } from './live.ts';
import { queries } from './queries.ts';

type Page = Output<'task.board'>;
export type TaskRow = Page['rows'][number];
export type TaskState = TaskRow['state'];

export interface Tasks {
  readonly rows: ReadonlyMap<string, TaskRow>;
  readonly counts: Page['counts'];
  readonly total: number;
  /** false: still being read, or more than are shown at once. */
  readonly isWhole: boolean;
}

/** Not of an operation: it follows the events itself instead of being read again. */
const queryKey = ['tasks'] as const;
const firstPageRows = 500;
const pageRows = 2_000;
/** Of a longer history, all that is open and the newest of the rest. */
const rowsMax = 20_000;

/** All tasks: read in pages, shown as they come, and from then on kept current by what happens to each. */
export function useTasks() {
  useEffect(watch, []);
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => readAll(signal),
    structuralSharing: false,
  });
}

async function readAll(signal: AbortSignal): Promise<Tasks> {
  // Something to look at, while the line that tells what happens is being opened. Then all, once nothing is missed.
  if (queries.getQueryData(queryKey) === undefined)
    add(new Map(), await call('task.board', { newestFirst: true, limit: firstPageRows }, signal));
  await untilFollowed();
  changed.clear();
  const rows = new Map<string, TaskRow>();
  const query = { newestFirst: true, limit: pageRows };
  const first = await readPages(rows, query, signal);
  if (first.total > rowsMax) await readPages(rows, { ...query, open: true }, signal);
  // What happened meanwhile is read once this has become what is known.
  setTimeout(() => {
    void readChanged();
    awake();
  });
  return { rows, counts: first.counts, total: first.total, isWhole: rows.size >= first.total };
}

/** Until the last page, or until there are enough. Gives the latest counts. */
async function readPages(
  rows: Map<string, TaskRow>,
  query: { readonly open?: boolean; readonly newestFirst: boolean; readonly limit: number },
  signal: AbortSignal,
): Promise<Page> {
  let page = await call('task.board', query, signal);
  add(rows, page);
  while (page.next !== null && (query.open === true || rows.size < rowsMax)) {
    page = await call('task.board', { ...query, after: page.next }, signal);
    add(rows, page);
  }
  return page;
}

/** The first pages are shown while the others are on their way; a second reading replaces the first when it is whole. */
function add(rows: Map<string, TaskRow>, { rows: more, counts, total }: Page): void {
  for (const row of more) rows.set(row.id, row);
  const known = queries.getQueryData<Tasks>(queryKey);
  if (known === undefined || !known.isWhole)
    queries.setQueryData<Tasks>(queryKey, { rows: new Map(rows), counts, total, isWhole: false });
}

const followedMsMax = 500;

/** What happens between reading and following would be missed. */
function untilFollowed(): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const stop = onConnection(() => connectionNow().state !== 'connecting' && end());
    const timer = setTimeout(end, followedMsMax);
    if (connectionNow().state !== 'connecting') end();
  });
}

/** Tasks that something happened to since they were read; also while no board is open. */
const changed = new Set<string>();
const changedMax = 5_000;
const idsMax = 500;
const againAfterMs = 50;
const againAfterFailureMs = 1_000;
let watchers = 0;
let isReading = false;

onEvent((event) => {
  const id = taskOf(event);
  if (id === undefined || queries.getQueryState(queryKey) === undefined) return;
  changed.add(id);
  void readChanged();
});

function taskOf({ kind, id, task }: EventObject): string | undefined {
  return kind === 'task' ? id : (task ?? undefined);
}

function watch(): () => void {
  watchers += 1;
  void readChanged();
  return () => {
    watchers -= 1;
  };
}

/**
 * The first change is read at once, those that come meanwhile together. One reading at a time, so that none ends after a
 * newer one; between them there is time to draw. While all are read it waits: what they were would come after what they are.
 */
async function readChanged(): Promise<void> {
  if (isReading) return;
  isReading = true;
  try {
    while (watchers > 0 && changed.size > 0 && queries.isFetching({ queryKey }) === 0) {
      await readSome();
      await pause(againAfterMs, undefined);
    }
  } finally {
    isReading = false;
  }
}

async function readSome(): Promise<void> {
  if (changed.size > changedMax) {
    changed.clear();
    return queries.invalidateQueries({ queryKey });
  }
  const ids = [...changed].slice(0, idsMax);
  for (const id of ids) changed.delete(id);
  try {
    take(ids, await call('task.board', { ids }));
  } catch {
    // The connection is away, which the page says.
    for (const id of ids) changed.add(id);
    await pause(againAfterFailureMs, undefined);
  }
}

function take(asked: readonly string[], { rows: found, counts, total }: Page): void {
  queries.setQueryData<Tasks>(queryKey, (before) => {
    if (before === undefined) return before;
    const rows = new Map(before.rows);
    for (const id of asked) rows.delete(id);
    for (const row of found) rows.set(row.id, replaceEqualDeep(before.rows.get(row.id), row));
    return { ...before, rows, counts, total };
  });
  awake();
}

let alarm: ReturnType<typeof setTimeout> | undefined;
const alarmMsMax = 2_147_483_647;

/** A task that waits until a time changes without an event at that time. */
function awake(): void {
  clearTimeout(alarm);
  const next = firstEnd(queries.getQueryData<Tasks>(queryKey)?.rows.values() ?? []);
  if (next === undefined) return;
  const restMs = Math.max(Date.parse(next.at) - Date.now(), 0) + 100;
  alarm = setTimeout(
    () => {
      changed.add(next.id);
      void readChanged();
    },
    Math.min(restMs, alarmMsMax),
  );
}

function firstEnd(rows: Iterable<TaskRow>): { readonly id: string; readonly at: string } | undefined {
  let first: { readonly id: string; readonly at: string } | undefined;
  for (const { id, notBefore: at } of rows)
    if (at !== null && (first === undefined || at < first.at)) first = { id, at };
  return first;
}
