import { hasWorktree, isOver } from '../../domain/pipeline/run.ts';
import type { ByKind, View } from '../../store/port.ts';
import { liveRuns } from '../handlers/run/live.ts';
import { liveSessions } from '../handlers/session/read.ts';
import { createAskers, isOfLiveRun, isOpenMail, isOpenTask } from './open.ts';

/** Whether something that is open refers to a record. */
type IsNeeded<R> = (record: R) => boolean;

export function lateRule(view: View): IsNeeded<ByKind<'late'>> {
  return ({ task }) => isOpenTask(view, task);
}

export function requestRule(view: View): IsNeeded<ByKind<'request'>> {
  return ({ id, state, session }) =>
    state === 'open' || isAwaited(view, session) || isOfLiveRun(view, 'request', id);
}

const awaiting: readonly string[] = ['waiting', 'suspect', 'stopping'] satisfies ByKind<'session'>['state'][];

/** A session that waits has perhaps not been told yet what was decided. */
function isAwaited(view: View, session: string | null): boolean {
  return session !== null && awaiting.includes(view.get('session', session)?.state ?? '');
}

/** Its agent lives, its task or its run goes on, or a session that lives was forked from it. */
export function sessionRule(view: View): IsNeeded<ByKind<'session'>> {
  const origins = originsOfLive(view);
  return ({ id, state, agent, task }) =>
    state !== 'ended' ||
    origins.has(id) ||
    view.get('agent', agent)?.state === 'live' ||
    (task !== null && (isOpenTask(view, task) || isOfLiveRun(view, 'task', task)));
}

/** Who comes of one conversation must be known: none of them decides for another (law 11). */
function originsOfLive(view: View): ReadonlySet<string> {
  return withOrigins(liveSessions(view), ({ forkOf }) => view.get('session', forkOf ?? ''));
}

/** It goes on, such a run was made from it, or its worktree is there: `run tidy` must find that. */
export function runRule(view: View): IsNeeded<ByKind<'run'>> {
  const origins = withOrigins(liveRuns(view), ({ parent }) => view.get('run', parent ?? ''));
  return (run) => !isOver(run) || origins.has(run.id) || hasWorktree(run);
}

/** Ids of all that these come from, and what that comes from. */
function withOrigins<R extends { readonly id: string }>(
  live: readonly R[],
  originOf: (record: R) => R | undefined,
): ReadonlySet<string> {
  const origins = new Set<string>();
  for (const one of live)
    for (let from = originOf(one); from !== undefined && !origins.has(from.id); from = originOf(from))
      origins.add(from.id);
  return origins;
}

/** Something of it is open, or a record that stays is of it: one that it started, a session. */
export function agentRule(view: View): IsNeeded<ByKind<'agent'>> {
  const isAsker = createAskers(view);
  return ({ id, state }) =>
    state === 'live' ||
    view.list('agent', { where: { parent: id }, limit: 1 }).length > 0 ||
    view.list('session', { where: { agent: id }, limit: 1 }).length > 0 ||
    view.list('task', { where: { formerHolders: id } }).some((task) => isOpenTask(view, task.id)) ||
    hasOpenMail(view, id) ||
    isAsker(id);
}

const mailMax = 256;

/** Of one that wrote more, that must go first. */
function hasOpenMail(view: View, from: string): boolean {
  const sent = view.list('message', { where: { from }, newestFirst: true, limit: mailMax });
  return sent.length === mailMax || sent.some(({ id }) => isOpenMail(view, id));
}

/** Of a longer thread the last replies go first. */
const threadMax = 1_000;

/** Somebody has not seen it or is to answer it, or that is so of what answers it, or what answers it is young. */
export function messageRule(
  view: View,
  isYoung: (message: ByKind<'message'>) => boolean,
): IsNeeded<ByKind<'message'>> {
  const known = new Map<string, boolean>();
  const isNeeded = (message: ByKind<'message'>): boolean => {
    if (isYoung(message) || known.size >= threadMax) return true;
    const { id } = message;
    const found = known.get(id) ?? (isOpenMail(view, id) || isAnswered(id));
    known.set(id, found);
    return found;
  };
  const isAnswered = (replyTo: string): boolean =>
    view.list('message', { where: { replyTo } }).some(isNeeded);
  return isNeeded;
}
