import { ShoalError } from '../../../domain/errors.ts';
import type { Profile, QueueConfig } from '../../../domain/profile.ts';
import { reach } from '../../../domain/session.ts';
import type { Memory } from '../../../domain/plane.ts';
import type { Task } from '../../../domain/task.ts';
import { bucketMatches } from '../../../domain/task-rules.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { isPaused } from '../../pause.ts';
import { sweepAll } from '../../sweep.ts';
import { lessonsOf } from '../memory/lessons.ts';
import { createSession, type TokenOf } from '../session/create.ts';
import { claimTask } from '../task/claim.ts';
import { failTask } from '../task/finish.ts';
import { isRunQueue } from '../run/queues.ts';
import { type DispatchedQueue, excess } from './feed.ts';

/** What the dispatcher starts a worker for. */
export interface Worker {
  readonly session: ByKind<'session'>;
  readonly task: ByKind<'task'>;
}

/**
 * Takes the next task of a queue and makes the worker that holds it, in one commit: there is never a worker without its
 * task, nor a claimed task without its worker, whatever dies. null when nothing is ready that such a worker may take.
 */
export function startWorker(
  context: Context,
  tokenOf: TokenOf,
  { queue, profile, directory = context.place.root, called }: DispatchedQueue,
): Promise<Worker | null> {
  return context.store.transact((tx) => {
    sweepAll(tx, context);
    if (isPaused(tx)) return null;
    const task = nextTask(tx, context, queue, profile);
    if (task === undefined) return null;
    const session = createSession(tx, context, tokenOf, {
      profile,
      called,
      parent: null,
      opening: openingOf(task, lessonsOf(tx, task)),
      directory,
      task: task.id,
      queue: queue.name,
    });
    return { session, task: claimTask(tx, context, task, session.agent, undefined, 'task.claimed') };
  });
}

/** Law 5; and law 11: what somebody with less permission asked for is not done with more. */
function nextTask(
  tx: Transaction,
  context: Context,
  queue: QueueConfig,
  profile: Profile,
): ByKind<'task'> | undefined {
  const claimer = { name: '', role: profile.role, capabilities: profile.capabilities, queue: queue.name };
  for (;;) {
    const task = tx
      .buckets('task', 'ready')
      .filter((bucket) => bucketMatches(bucket, claimer))
      .flatMap((bucket) => tx.ranked('task', 'ready', bucket, 1))
      .toSorted((one, other) => one.readyRank - other.readyRank)[0];
    const own = task === undefined ? null : excess(tx, task.createdBy ?? '', queue, profile);
    if (task === undefined || own === null) return task;
    const why = `workers of ${queue.name} may do more (${reach(profile)}) than who asked for it (${reach(own)})`;
    failTask(tx, context, task, why, false);
  }
}

/** The whole task, and nothing that the worker would have to look up. */
export function openingOf(
  { id, title, description, context, data, queue }: Task,
  lessons: readonly Lesson[] = [],
): string {
  // Of a run of a pipeline: its prompt is all there is to say.
  if (isRunQueue(queue)) return description ?? title;
  const isTitleOfText = description?.startsWith(title.replace(/…$/, '')) === true;
  const text = isTitleOfText ? [] : [title];
  return [
    ...text,
    ...(description === null ? [] : [description]),
    ...(context === null ? [] : [`What you must know:\n${context}`]),
    ...(data === null || data === undefined ? [] : [`Data:\n${JSON.stringify(data, null, 2)}`]),
    ...(lessons.length === 0 ? [] : [`What was learnt before:\n${lessons.map(toLine).join('\n')}`]),
    `(This is ${id} of the queue ${queue}; you hold it.)`,
  ].join('\n\n');
}

type Lesson = Pick<Memory, 'text' | 'outcome' | 'task'>;

/** One line each: none can pass for a part of the task. */
function toLine({ text, outcome, task }: Lesson): string {
  const from = task === null ? '' : ` (${outcome === 'failed' ? `${task}, which failed` : task})`;
  return `- ${text.replaceAll(/\s+/g, ' ').trim()}${from}`;
}

/** Its running turn is interrupted, and then it ends. Safe twice. */
export function stopWorker(tx: Transaction, id: string, why: string): void {
  const session = tx.get('session', id);
  if (session === undefined || session.state === 'ended' || session.wanted === 'stopped') return;
  const isBusy = session.state === 'working' || session.state === 'waiting' || session.state === 'suspect';
  const asked = session.interruptsAsked + (isBusy ? 1 : 0);
  const note = {
    type: 'session.stop-asked',
    agent: session.agent,
    task: session.task,
    data: { reason: why },
  };
  tx.update('session', id, { wanted: 'stopped', why, interruptsAsked: asked, changedAt: tx.now }, note);
}

/**
 * For whoever ends a session: what its worker still held has failed for the reason that it ended, and is tried again after
 * a pause while attempts are left. To be called in the same commit, before its agent departs.
 */
export function settleEnded(
  tx: Transaction,
  context: Pick<Context, 'settings'>,
  session: ByKind<'session'>,
  why: string,
): void {
  if (session.queue === null) return;
  for (const task of tx.list('task', { where: { holder: session.agent } }))
    // A run of a pipeline has retries of its own.
    if (task.state === 'running')
      failTask(tx, context, task, `its worker ended: ${why}`, !isRunQueue(task.queue));
}

/** What a former holder still wanted to say came too late; that is no defect. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof ShoalError && ['STALE', 'CONFLICT', 'NOT_FOUND', 'NOT_JOINED'].includes(error.code);
}
