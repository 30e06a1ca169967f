import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { isPaused, pausedError } from '../../pause.ts';
import { toTask } from './present.ts';

const sampleMax = 200;
const blockersMax = 3;

/** Why a claim found nothing, in one line: "nothing ready: 3 blocked by t4 (running, lucid-knuth)". */
export function explainEmpty(
  view: View,
  context: Context,
  filter: { tags?: readonly string[] | undefined; queue?: string | undefined },
): ShoalError {
  if (isPaused(view)) return pausedError(view);
  const counts = view.count('task', 'state');
  const parts = [
    ...blockedPart(view, context),
    ...waitingPart(view),
    ...countPart(counts, 'running'),
    ...countPart(counts, 'failed'),
  ];
  if ((counts['ready'] ?? 0) > 0)
    parts.unshift(`${counts['ready']} ready, but not for you${describe(filter)}`);
  const message = parts.length === 0 ? emptyMessage(counts) : `nothing ready: ${parts.join('; ')}`;
  return new ShoalError('NOTHING_TO_DO', message, { hint: hint(counts), details: { counts } });
}

function emptyMessage(counts: Readonly<Record<string, number>>): string {
  const done = counts['done'] ?? 0;
  return done > 0 ? `nothing ready: all ${done} done` : 'nothing ready: there are no tasks yet';
}

function hint(counts: Readonly<Record<string, number>>): string {
  if ((counts['ready'] ?? 0) > 0) return 'See `shoal ready`; tags, queue, role or capabilities differ.';
  if ((counts['blocked'] ?? 0) + (counts['running'] ?? 0) + (counts['waiting'] ?? 0) > 0)
    return 'Wait for one: `shoal claim --wait 10m`.';
  return (counts['failed'] ?? 0) > 0
    ? 'See `shoal list -s failed`; `shoal retry ID`.'
    : 'Add one: `shoal add "TITLE"`.';
}

function describe({
  tags,
  queue,
}: {
  tags?: readonly string[] | undefined;
  queue?: string | undefined;
}): string {
  const tagged = tags === undefined || tags.length === 0 ? [] : [`tagged ${tags.join(' or ')}`];
  return [...tagged, ...(queue === undefined ? [] : [`in queue ${queue}`])]
    .map((part) => ` (${part})`)
    .join('');
}

function countPart(counts: Readonly<Record<string, number>>, state: string): readonly string[] {
  return counts[state] === undefined || counts[state] === 0 ? [] : [`${counts[state]} ${state}`];
}

function waitingPart(view: View): readonly string[] {
  const waiting = view.list('task', { where: { state: 'waiting' }, limit: sampleMax });
  const next = Math.min(...waiting.map((task) => task.notBefore ?? Infinity));
  return waiting.length === 0
    ? []
    : [`${waiting.length} waiting, the next until ${new Date(next).toISOString()}`];
}

function blockedPart(view: View, context: Context): readonly string[] {
  const blocked = view.list('task', { where: { state: 'blocked' }, limit: sampleMax });
  if (blocked.length === 0) return [];
  const blockers = [...new Set(blocked.flatMap((task) => openBlockers(view, task)))].slice(0, blockersMax);
  const many = blocked.length === sampleMax ? `${sampleMax} or more` : String(blocked.length);
  return [`${many} blocked by ${blockers.map((id) => describeBlocker(view, context, id)).join(', ')}`];
}

/** Dependencies not done that are not blocked themselves: where the chain really hangs. */
export function openBlockers(view: View, task: ByKind<'task'>): readonly string[] {
  const roots = new Set<string>();
  const seen = new Set<string>();
  const open = [...task.dependsOn];
  for (let id = open.pop(); id !== undefined && seen.size < sampleMax * 5; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const dependency = view.get('task', id);
    if (dependency === undefined || dependency.state === 'done') continue;
    if (dependency.state === 'blocked') open.push(...dependency.dependsOn);
    else roots.add(id);
  }
  return [...roots];
}

export function describeBlocker(
  view: View,
  context: Pick<Context, 'machine' | 'settings'>,
  id: string,
): string {
  const stored = view.get('task', id);
  if (stored === undefined) return id;
  const { state, holderName } = toTask(view, context, stored);
  return `${id} (${state}${holderName === null ? '' : `, ${holderName}`})`;
}
