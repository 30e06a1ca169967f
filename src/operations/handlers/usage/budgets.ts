import {
  type Budget,
  budgetKey,
  budgetsOf,
  type BudgetsTold,
  counts,
  levelOf,
  untold,
} from '../../../domain/budget.ts';
import { lastDays, localMidnight } from '../../../domain/day.ts';
import { newWorkspace, workspaceId } from '../../../domain/workspace.ts';
import type { Transaction } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/usage.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { isoInstant } from '../../present.ts';
import { configuredQueue } from '../queue/feed.ts';
import { isRunQueue, runQueue } from '../run/queues.ts';
import { burnMs, burnOf } from './burn.ts';
import { type Counted, turnsSince } from './counted.ts';
import { totalOf } from './total.ts';

type Output = OutputOf<typeof contracts.usageBudgets>;
export type BudgetObject = Output['budgets'][number];

/** Longer than any day is. */
const tomorrowMs = 26 * 3_600_000;

export const budgets: Handler<InputOf<typeof contracts.usageBudgets>, Output> = async (context) => {
  const { timeZone, day, start } = today(context);
  const [tomorrow] = lastDays(start + tomorrowMs, 1, timeZone);
  const endsAt = tomorrow?.start ?? start;
  return { day, timeZone, endsAt: isoInstant(endsAt), budgets: await budgetsNow(context) };
};

/** Each budget of shoal.yaml, and how much of it is spent. */
export async function budgetsNow(context: Pick<Context, 'store' | 'config'>): Promise<BudgetObject[]> {
  const given = budgetsOf((await context.config()).read().budgets);
  if (given.length === 0) return [];
  const now = context.store.now();
  const start = localMidnight(now);
  const turns = await turnsSince(context.store, Math.min(start, now - burnMs));
  return given.map((budget) => toBudget(budget, turns, start, now));
}

/** Why no worker is started for a queue; undefined for one that has none, or money left. */
export async function spentFor(
  context: Pick<Context, 'store' | 'config'>,
  name: string,
): Promise<BudgetObject | undefined> {
  const config = (await context.config()).read();
  const profile = isRunQueue(name)
    ? await context.store.read((view) => runQueue(view, config, name)?.profile.name)
    : configuredQueue(config, name)?.profile;
  if (profile === undefined || profile === null) return undefined;
  const found = await budgetsNow(context);
  return found.find((one) => one.isSpent && counts(one, { queue: name, profile }));
}

/** The day of the machine on which this runs. */
function today({ store }: Pick<Context, 'store'>) {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const now = store.now();
  const [{ day, start } = { day: '', start: now }] = lastDays(now, 1, timeZone);
  return { timeZone, day, start };
}

function toBudget(budget: Budget, all: readonly Counted[], start: number, now: number): BudgetObject {
  const turns = all.filter((turn) => counts(budget, turn));
  const { costUsd, costIs } = totalOf(turns.filter(({ endedAt }) => endedAt >= start));
  const spentUsd = costUsd ?? 0;
  const usdPerHour = burnOf(turns, now).usdPerHour ?? 0;
  const isSpent = levelOf(spentUsd, budget) >= 100;
  const leftMs = ((budget.usdPerDay - spentUsd) / usdPerHour) * 3_600_000;
  return {
    ...budget,
    spentUsd,
    costIs,
    share: Math.round((spentUsd / budget.usdPerDay) * 1_000) / 1_000,
    isSpent,
    usdPerHour,
    reachedAt: isSpent || leftMs > tomorrowMs || usdPerHour === 0 ? null : isoInstant(now + leftMs),
  };
}

/** What all of today's turns cost so far. */
export async function costToday({ store }: Pick<Context, 'store'>) {
  const { costUsd, costIs } = totalOf(await turnsSince(store, localMidnight(store.now())));
  return { costTodayUsd: costUsd, costTodayIs: costIs };
}

/** Tells each level that a budget has passed, once a day. Returns whether there was anything to tell. */
export async function tellBudgets(
  context: Pick<Context, 'store'>,
  found: readonly BudgetObject[],
): Promise<boolean> {
  if (found.every((one) => levelOf(one.spentUsd, one) === 0)) return false;
  const { day } = today(context);
  const isNews = (told: BudgetsTold | undefined) => found.some((one) => newLevels(told, day, one).length > 0);
  const known = await context.store.read((view) => view.get('workspace', workspaceId)?.budgetsTold);
  if (!isNews(known)) return false;
  return context.store.transact((tx) => {
    for (const one of found)
      for (const level of newLevels(tx.get('workspace', workspaceId)?.budgetsTold, day, one))
        tellLevel(tx, day, one, level);
    return true;
  });
}

function newLevels(told: BudgetsTold | undefined, day: string, one: BudgetObject): readonly number[] {
  return untold(told, day, budgetKey(one), levelOf(one.spentUsd, one));
}

function tellLevel(tx: Transaction, day: string, one: BudgetObject, level: number): void {
  const before = tx.get('workspace', workspaceId);
  const levels = before?.budgetsTold?.day === day ? before.budgetsTold.levels : {};
  const budgetsTold = { day, levels: { ...levels, [budgetKey(one)]: level } };
  const { of, name, usdPerDay, spentUsd, costIs } = one;
  const note = {
    type: level === 100 ? 'budget.spent' : 'budget.warned',
    data: { of, name, percent: level, usdPerDay, spentUsd, costIs, day },
  };
  if (before === undefined) tx.create('workspace', { ...newWorkspace, budgetsTold }, note);
  else tx.update('workspace', workspaceId, { budgetsTold }, note);
}
