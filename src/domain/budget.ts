/** What may be spent on one day, in US dollars; as `shoal.yaml` has it. */
export interface Budgets {
  readonly workspace: number | null;
  readonly queues: Readonly<Record<string, number>>;
  readonly profiles: Readonly<Record<string, number>>;
}

export interface Budget {
  readonly of: 'workspace' | 'queue' | 'profile';
  /** null: the workspace's own. */
  readonly name: string | null;
  readonly usdPerDay: number;
}

export const noBudgets: Budgets = { workspace: null, queues: {}, profiles: {} };

export function budgetsOf({ workspace, queues, profiles }: Budgets): readonly Budget[] {
  const each = (of: Budget['of'], some: Readonly<Record<string, number>>): readonly Budget[] =>
    Object.entries(some).map(([name, usdPerDay]) => ({ of, name, usdPerDay }));
  const own = workspace === null ? [] : [{ of: 'workspace', name: null, usdPerDay: workspace } as const];
  return [...own, ...each('queue', queues), ...each('profile', profiles)];
}

interface Spender {
  readonly queue: string | null;
  readonly profile: string | null;
}

/** Whether what this spender spends counts towards the budget. */
export function counts(budget: Pick<Budget, 'of' | 'name'>, { queue, profile }: Spender): boolean {
  switch (budget.of) {
    case 'workspace':
      return true;
    case 'queue':
      return budget.name === queue;
    case 'profile':
      return budget.name === profile;
  }
}

/** `queue review`, or `workspace`. */
export function budgetKey({ of, name }: Pick<Budget, 'of' | 'name'>): string {
  return name === null ? of : `${of} ${name}`;
}

/** Percent of a budget at which it is told, once a day each. At the last nothing new is started. */
const levels = [80, 100] as const;

/** What was told, and on which day. */
export interface BudgetsTold {
  readonly day: string;
  readonly levels: Readonly<Record<string, number>>;
}

/** The highest level that is passed; 0: none. */
export function levelOf(spentUsd: number, { usdPerDay }: Pick<Budget, 'usdPerDay'>): number {
  return levels.findLast((level) => spentUsd * 100 >= usdPerDay * level) ?? 0;
}

/** Levels that are passed and were not told on this day. */
export function untold(
  told: BudgetsTold | undefined,
  day: string,
  key: string,
  level: number,
): readonly number[] {
  const before = told?.day === day ? (told.levels[key] ?? 0) : 0;
  return levels.filter((one) => one > before && one <= level);
}
