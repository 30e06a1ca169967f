import { budgetKey, counts as countsFor } from '../../domain/budget.ts';
import type { Context } from '../../operations/context.ts';
import { type DispatchedQueue, profileOf } from '../../operations/handlers/queue/feed.ts';
import { isRunQueue, runQueues } from '../../operations/handlers/run/queues.ts';
import { type BudgetObject, budgetsNow, tellBudgets } from '../../operations/handlers/usage/budgets.ts';
import { isOvertaken, startWorker, stopWorker } from '../../operations/handlers/queue/worker.ts';
import type { TokenOf } from '../../operations/handlers/session/create.ts';
import { queueOfBucket } from '../../domain/task-rules.ts';
import { liveSessions } from '../../operations/handlers/session/read.ts';
import { invoke } from '../../operations/invoke.ts';
import { sweepAll } from '../../operations/sweep.ts';
import type { ByKind } from '../../store/port.ts';
import { followLog } from '../log-loop.ts';
import { fairly } from './fair.ts';
import { type Judgement, judge } from './judge.ts';

/*
 * Gives the tasks of each queue that has a profile to workers, at most `maxParallel` at once. It remembers nothing: who
 * works for a queue are the sessions that name it, and what is to be done with each is told by the records. So it may die
 * at any instant, and two of it would do no harm.
 */

export interface DispatcherOptions {
  /** The daemon's own; acts for nobody. */
  readonly context: Context;
  /** The same workspace as seen by an agent, proven by its token. */
  readonly contextAs: (token: string) => Promise<Context>;
  readonly log: DispatcherLog;
}

interface DispatcherLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface Dispatcher {
  /** Until aborted; never throws. */
  run(signal: AbortSignal): Promise<void>;
  /** Does all that can be done now; whether anything was. */
  step(): Promise<boolean>;
}

/** How soon an agent whose process has died is gone, when nobody else looks. */
const sweepEveryMs = 10_000;
/** What comes at once is looked at together. */
const settleMs = 20;

export function createDispatcher({ context, contextAs, log }: DispatcherOptions): Dispatcher {
  const { store } = context;
  let lastStarted = '';
  let lastSwept = 0;
  let lastProblems = '';

  async function step(): Promise<boolean> {
    const config = (await context.config()).read();
    tellProblems(config.problems);
    const tokenOf = await context.agentTokens();
    let isChanged = await sweep();
    const workers = await store.read((view) => liveSessions(view).filter(({ queue }) => queue !== null));
    for (const worker of workers) {
      const judgement = await store.read((view) => judge(view, view.get('session', worker.id) ?? worker));
      if (judgement.do === 'nothing') continue;
      isChanged = (await carryOut(worker, judgement, tokenOf(worker.agent))) || isChanged;
    }
    const written = Object.values(config.queues).flatMap((queue) => {
      const profile = profileOf(config, queue);
      return profile === null ? [] : [{ queue, profile }];
    });
    const queues = [...written, ...(await store.read((view) => runQueues(view, config)))];
    const spent = await spentBudgets();
    const affordable = queues.filter(
      ({ queue, profile }) =>
        !spent.some((budget) => countsFor(budget, { queue: queue.name, profile: profile.name })),
    );
    return (await startWorkers(affordable, tokenOf)) || isChanged;
  }

  /** Each level that a budget passes is told once a day. */
  async function spentBudgets(): Promise<readonly BudgetObject[]> {
    const budgets = await budgetsNow(context);
    const spent = budgets.filter(({ isSpent }) => isSpent);
    if ((await tellBudgets(context, budgets)) && spent.length > 0)
      log.warn('a budget is spent: no worker is started for it today', { budgets: spent.map(budgetKey) });
    return spent;
  }

  /** When nobody else looks: a deadline decides, a lease lapses, the dead are gone. */
  async function sweep(): Promise<boolean> {
    const isWanted = await store.read((view) => view.isAnyDue() || view.now - lastSwept >= sweepEveryMs);
    if (!isWanted) return false;
    lastSwept = store.now();
    return (await store.transact((tx) => sweepAll(tx, context))) > 0;
  }

  /** Once, when they come up. */
  function tellProblems(problems: readonly string[]): void {
    const told = problems.join('\n');
    if (told === lastProblems) return;
    lastProblems = told;
    if (told === '') log.info('shoal.yaml is in force again');
    else log.warn('shoal.yaml is not in force, the last good one is', { problems });
  }

  /** False when somebody was faster. */
  async function carryOut(
    worker: ByKind<'session'>,
    judgement: Exclude<Judgement, { do: 'nothing' }>,
    token: string,
  ): Promise<boolean> {
    const about = { session: worker.id, queue: worker.queue, task: worker.task };
    switch (judgement.do) {
      case 'stop':
        await store.transact((tx) => stopWorker(tx, worker.id, judgement.why));
        log.info('stopping a worker', { ...about, why: judgement.why });
        return true;
      case 'finish': {
        const { task: id, generation, result: summary } = judgement;
        log.info('a worker ended its turn', about);
        return speak(token, 'task.done', { id, generation, summary });
      }
      case 'fail': {
        const { task: id, generation, reason } = judgement;
        log.warn('an attempt failed', { ...about, reason });
        // A run of a pipeline has retries of its own.
        const retry = !isRunQueue(worker.queue ?? '');
        return speak(token, 'task.fail', { id, generation, reason, retry });
      }
    }
  }

  /** As the worker itself. What it has said meanwhile, or who took its task, goes before. */
  async function speak(
    token: string,
    operation: 'task.done' | 'task.fail',
    input: Readonly<Record<string, unknown>>,
  ): Promise<boolean> {
    try {
      await invoke(await contextAs(token), operation, input);
      return true;
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      log.info('a worker was overtaken', { operation, error: String(error) });
      return false;
    }
  }

  /** One worker for each queue in turn, the one served last at the end: none starves while there is room. */
  async function startWorkers(queues: readonly DispatchedQueue[], tokenOf: TokenOf): Promise<boolean> {
    const idle = await withoutWork(queues.map(({ queue }) => queue.name));
    let isChanged = false;
    for (;;) {
      const { live, room } = await counts();
      if (room <= 0) return isChanged;
      const next = fairly(
        queues.filter(({ queue }) => !idle.has(queue.name)),
        live,
        lastStarted,
      );
      if (next === undefined) return isChanged;
      const started = await startWorker(context, tokenOf, next);
      if (started === null) {
        idle.add(next.queue.name);
        continue;
      }
      isChanged = true;
      lastStarted = next.queue.name;
      const { session, task } = started;
      log.info('started a worker', { queue: next.queue.name, task: task.id, session: session.id });
    }
  }

  /** Queues that need no transaction to see that nothing is ready in them. */
  function withoutWork(names: readonly string[]): Promise<Set<string>> {
    return store.read((view) => {
      const filled = new Set(view.buckets('task', 'ready').map(queueOfBucket));
      return new Set(names.filter((name) => !filled.has(name)));
    });
  }

  function counts(): Promise<{ live: ReadonlyMap<string, number>; room: number }> {
    return store.read((view) => {
      const live = new Map<string, number>();
      for (const { queue } of liveSessions(view))
        if (queue !== null) live.set(queue, (live.get(queue) ?? 0) + 1);
      const started = view
        .list('agent', { where: { state: 'live' } })
        .filter(({ marker }) => marker !== null);
      return { live, room: context.settings.spawnedMax - started.length };
    });
  }

  return {
    step,
    run: (signal) =>
      followLog(
        {
          store,
          step,
          settleMs,
          onError: (error) => log.warn('could not dispatch', { error: String(error) }),
        },
        signal,
      ),
  };
}
