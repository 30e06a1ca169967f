import type { Turn } from '../../domain/session.ts';
import type { View } from '../../store/port.ts';
import type { Handler } from '../context.ts';
import type * as contracts from '../contracts/usage.ts';
import type { InputOf, OutputOf } from '../define.ts';
import { findTask } from '../lookup.ts';
import { agentName } from '../present.ts';
import { filterOf } from './log/filter.ts';
import { budgetsNow } from './usage/budgets.ts';
import { keptFrom } from './usage/days.ts';
import { costLabel, roundedUsd } from './usage/total.ts';

export { budgets } from './usage/budgets.ts';
export { days } from './usage/days.ts';

type Input = InputOf<typeof contracts.usageShow>;
type Output = OutputOf<typeof contracts.usageShow>;
type Figures = Output['total'];

const pageMax = 5_000;

export const show: Handler<Input, Output> = async (context, input) => {
  const who = input.agent === undefined ? {} : await filterOf(context, { agent: input.agent });
  const budgets = await budgetsNow(context);
  return context.store.read((view) => {
    const by = input.by ?? 'agent';
    const task = input.task === undefined ? undefined : findTask(view, input.task).id;
    const turns = turnsOf(view, { agent: who.agent, task, queue: input.queue }).filter(
      ({ endedAt }) => endedAt >= (input.since ?? 0),
    );
    const groups = Map.groupBy(turns, (turn) => turn[by] ?? '');
    const rows = [...groups].map(([of, some]) => ({ of, label: labelOf(view, by, of), ...sum(some) }));
    const sorted =
      by === 'day'
        ? rows.toSorted((a, b) => a.of.localeCompare(b.of))
        : rows.toSorted(
            (a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0) || (b.inputTokens ?? 0) - (a.inputTokens ?? 0),
          );
    return { by, rows: sorted, total: sum(turns), from: keptFrom(view), budgets };
  });
};

type Filter = { readonly [K in 'agent' | 'task' | 'queue']: string | undefined };

function turnsOf(view: View, filter: Filter): Turn[] {
  const where = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const found: Turn[] = [];
  for (let after: string | undefined; ;) {
    const page = view.list('turn', { where, limit: pageMax, ...(after === undefined ? {} : { after }) });
    found.push(...page);
    after = page.at(-1)?.id;
    if (page.length < pageMax) return found;
  }
}

function labelOf(view: View, by: Output['by'], of: string): string {
  if (of === '') return `no ${by}`;
  if (by === 'agent') return agentName(view, of) ?? of;
  return by === 'task' ? (view.get('task', of)?.title ?? of) : of;
}

/** What is not known of any turn is null, not nothing (law 12). */
export function sum(turns: readonly Turn[]): Figures {
  const total = (of: (turn: Turn) => number | null): number =>
    turns.reduce((all, turn) => all + (of(turn) ?? 0), 0);
  const known = (of: (turn: Turn) => number | null): number | null =>
    turns.some((turn) => of(turn) !== null) ? total(of) : null;
  const shares = turns.flatMap(({ contextTokens, contextWindow }) =>
    contextTokens === null || contextWindow === null ? [] : [contextTokens / contextWindow],
  );
  const isKnown = turns.some(({ costUsd }) => costUsd !== null);
  return {
    turns: turns.length,
    tools: total(({ tools }) => tools),
    toolErrors: total(({ toolErrors }) => toolErrors),
    inputTokens: known(({ inputTokens }) => inputTokens),
    cachedTokens: known(({ cachedTokens }) => cachedTokens),
    outputTokens: known(({ outputTokens }) => outputTokens),
    uncounted: turns.filter(({ inputTokens }) => inputTokens === null).length,
    contextShare: shares.length === 0 ? null : Math.round(Math.max(...shares) * 1_000) / 1_000,
    wallMs: total(({ startedAt, endedAt }) => endedAt - startedAt),
    costUsd: isKnown ? roundedUsd(total(({ costUsd }) => costUsd)) : null,
    costIs: costLabel(turns),
  };
}
