import { call, type Output } from '../../data/api.ts';

export type Budget = Output<'usage.budgets'>['budgets'][number];

/** Where it stands in shoal.yaml. */
export function keyOf({ of, name }: Budget): string {
  return of === 'workspace' ? 'budgets.workspace' : `budgets.${of}s.${name}`;
}

/** As it was: undefined when there was none. */
export function putBack(key: string, budget: Budget | undefined): Promise<unknown> {
  return budget === undefined
    ? call('config.unset', { key })
    : call('config.set', { key, value: String(budget.usdPerDay) });
}
