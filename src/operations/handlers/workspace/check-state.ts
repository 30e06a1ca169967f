import { effectiveState } from '../../../domain/task-rules.ts';
import type { View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { goneReason } from '../../departure.ts';
import { everyRecord } from '../../every-record.ts';
import { signOfLife } from '../../life.ts';
import { isReallyHeld } from '../lock/present.ts';
import { openBlockers } from '../task/explain-empty.ts';
import { wrongCounters } from './counters.ts';
import { type Finding, fine, fixable, sample } from './finding.ts';

const pageSize = 1_000;

/** What a sweep would free, and what no sweep can. */
export function checkState(view: View, context: Context): readonly Finding[] {
  return [
    agents(view, context),
    leases(view, context),
    locks(view, context),
    stuck(view),
    failed(view),
    counters(view),
  ];
}

/** A dead agent that holds nothing is nobody's problem: it leaves with the next command that looks. */
function agents(view: View, context: Context): Finding {
  const live = view.list('agent', { where: { state: 'live' } });
  const gone = live.filter((agent) => goneReason(view, context, agent) !== null);
  const holding = gone.filter(({ id }) => holdsAnything(view, id));
  if (holding.length === 0)
    return fine('agents', `${live.length - gone.length} here, none dead holds anything`);
  return fixable(
    'agents',
    `dead, and what they hold is free: ${sample(holding.map(({ id, name }) => `${name} (${id})`))}`,
  );
}

function holdsAnything(view: View, agent: string): boolean {
  return (
    view.list('task', { where: { holder: agent }, limit: 1 }).length +
      view.list('lock', { where: { holder: agent }, limit: 1 }).length >
    0
  );
}

function leases(view: View, context: Context): Finding {
  const running = view.list('task', { where: { state: 'running' } });
  const lapsed = running.filter(
    (task) => effectiveState(task, view.now, signOfLife(view, context, task.holder)) !== 'running',
  );
  if (lapsed.length === 0) return fine('leases', `tasks held: ${running.length}; no lease has lapsed`);
  return fixable('leases', `lapsed, so free for others: ${sample(lapsed.map(({ id }) => id))}`);
}

function locks(view: View, context: Context): Finding {
  const all = view.list('lock');
  const lapsed = all.filter((lock) => !isReallyHeld(view, context, lock));
  if (lapsed.length === 0) return fine('locks', `locks held: ${all.length}; none has lapsed`);
  return fixable('locks', `lapsed: ${sample(lapsed.map(({ path }) => path))}`);
}

/** Blocked tasks that wait for what will never be done. */
function stuck(view: View): Finding {
  const dead = new Map<string, string>();
  for (const task of everyRecord(view, 'task', { where: { state: 'blocked' } })) {
    const end = openBlockers(view, task).find((id) => isEnded(view, id));
    if (end !== undefined) dead.set(task.id, end);
  }
  if (dead.size === 0) return fine('dependencies', 'no task waits for failed or cancelled work');
  const list = [...dead].map(([id, blocker]) => `${id} (waits for ${blocker})`);
  const fix = `shoal retry ${[...dead.values()][0]}, or shoal cancel what waits for it`;
  return { check: 'dependencies', ok: false, message: `can never run: ${sample(list)}`, fix, fixable: false };
}

function isEnded(view: View, id: string): boolean {
  const state = view.get('task', id)?.state;
  return state === 'failed' || state === 'cancelled';
}

function failed(view: View): Finding {
  const ids = view.list('task', { where: { state: 'failed' }, limit: pageSize }).map(({ id }) => id);
  if (ids.length === 0) return fine('failed', 'no task has failed for good');
  return {
    check: 'failed',
    ok: false,
    message: `failed for good: ${sample(ids)}`,
    fix: `shoal show ${ids[0]}; shoal retry ${ids[0]}`,
    fixable: false,
  };
}

function counters(view: View): Finding {
  const wrong = wrongCounters(view);
  if (wrong.length === 0) return fine('counters', 'open dependencies are counted right');
  return fixable('counters', `wrong count of open dependencies: ${sample(wrong.map(({ task }) => task.id))}`);
}
