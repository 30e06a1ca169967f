import type * as contracts from '../../../operations/contracts/queue.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { ago, columns, lines, literal, nextStep, paint, stateWord, type Style } from './style.ts';

type Row = OutputOf<typeof contracts.queueList>[number];
type Shown = OutputOf<typeof contracts.queueShow>;
type Brief = Shown['runningTasks'][number];

export function renderEnqueue(
  { id, position }: OutputOf<typeof contracts.queueEnqueue>,
  style: Style,
): string {
  const place = position === null ? 'not ready yet, or far behind' : `number ${position} in its queue`;
  return lines(`${id}  ${place}`, nextStep(style, `shoal show ${id}`));
}

export function renderList(rows: readonly Row[], style: Style): string {
  if (rows.length === 0) return 'There is no queue yet.';
  const table = columns(
    style,
    rows.map((row) => [literal(row.name), ...figures(row), waited(row, style)]),
    { heading: ['queue', 'by', 'running', 'ready', 'blocked', 'done', 'failed', 'oldest'] },
  );
  return lines(table, nextStep(style, 'shoal queue show NAME'));
}

function figures({ profile, maxParallel, workers, running, ready, blocked, done, failed }: Row): string[] {
  const by = profile === null ? 'whoever claims' : `${literal(profile)} ${workers}/${maxParallel}`;
  return [by, ...[running, ready, blocked, done, failed].map(String)];
}

function waited({ oldest, oldestSince }: Row, style: Style): string {
  return oldest === null ? '-' : `${oldest} ${ago(style, oldestSince)}`;
}

export function renderShow(queue: Shown, style: Style): string {
  return lines(
    `${paint(style, 'strong', literal(queue.name))}  ${about(queue)}`,
    section('Running', queue.runningTasks, style),
    section('Waiting', queue.waitingTasks, style),
    section('Ended last', queue.recentTasks, style),
    `${queue.ready} ready · ${queue.blocked} blocked · ${queue.done} done · ${queue.failed} failed · ${queue.cancelled} cancelled`,
  );
}

function about({ profile, workers, maxParallel, maxAttempts, open }: Shown): string {
  if (profile === null) return 'claimed from by whoever wants';
  return [
    `${workers} of ${maxParallel} workers of ${literal(profile)}`,
    ...(maxAttempts === null ? [] : [`${maxAttempts} attempts`]),
    ...(open ? ['open to all'] : []),
  ].join(' · ');
}

function section(heading: string, tasks: readonly Brief[], style: Style): string | undefined {
  if (tasks.length === 0) return undefined;
  const rows = tasks.map((task) => [
    `  ${task.id}`,
    stateWord(style, stateOf(task)),
    literal(task.title),
    task.holderName === null
      ? ''
      : `${literal(task.holderName)}${task.session === null ? '' : ` ${task.session}`}`,
    ago(style, task.since),
    firstLine(task.error ?? task.result),
  ]);
  return lines(heading, columns(style, rows));
}

/** That a task runs says little while its worker stands still. */
function stateOf({ state, worker }: Brief): string {
  if (worker === 'waiting') return 'needs you';
  return worker === 'parked' || worker === 'suspect' ? worker : state;
}

const shownMax = 60;

function firstLine(text: string | null): string {
  const line = text?.trim().split('\n')[0] ?? '';
  return literal(line.length > shownMax ? `${line.slice(0, shownMax)}…` : line);
}
