import type { Turn } from '../../domain/session.ts';
import type { Context, Handler } from '../context.ts';
import type * as contracts from '../contracts/usage.ts';
import type { InputOf, OutputOf } from '../define.ts';
import { findTask } from '../lookup.ts';
import { letOthers } from '../unhurried.ts';
import { filterOf } from './log/filter.ts';
import { budgetsNow } from './usage/budgets.ts';
import { keptFrom } from './usage/days.ts';
import { createFigures, type Figures } from './usage/figures.ts';
import { labelOf } from './usage/label.ts';

export { budgets } from './usage/budgets.ts';
export { days } from './usage/days.ts';

type Input = InputOf<typeof contracts.usageShow>;
type Output = OutputOf<typeof contracts.usageShow>;
type By = NonNullable<Input['by']>;

const pageMax = 500;

/** A page at a time, of which only the sums stay: a daemon serves others in between. */
export const show: Handler<Input, Output> = async (context, input) => {
  const by = input.by ?? 'agent';
  const where = await whereOf(context, input);
  const budgets = await budgetsNow(context);
  const total = createFigures();
  const groups = new Map<string, { readonly label: string; readonly figures: Figures }>();
  for await (const { turns, labels } of pages(context.store, where, by, input.since ?? 0)) {
    for (const [of, label] of labels)
      if (!groups.has(of)) groups.set(of, { label, figures: createFigures() });
    for (const turn of turns) {
      total.add(turn);
      groups.get(keyOf(turn, by))?.figures.add(turn);
    }
  }
  const rows = [...groups].map(([of, { label, figures }]) => ({ of, label, ...figures.total() }));
  const from = await context.store.read(keptFrom);
  return { by, rows: sorted(rows, by), total: total.total(), from, budgets };
};

type Where = Partial<Record<'agent' | 'task' | 'queue', string>>;

async function whereOf(context: Context, { agent, task, queue }: Input): Promise<Where> {
  const who = agent === undefined ? undefined : (await filterOf(context, { agent })).agent;
  const what = task === undefined ? undefined : await context.store.read((view) => findTask(view, task).id);
  return {
    ...(who === undefined ? {} : { agent: who }),
    ...(what === undefined ? {} : { task: what }),
    ...(queue === undefined ? {} : { queue }),
  };
}

interface Page {
  readonly turns: readonly Turn[];
  /** What the groups of these turns are called. */
  readonly labels: ReadonlyMap<string, string>;
}

/** The newest first. A turn is written when it ends: a page on which all are too old is the last that is looked at. */
async function* pages(store: Context['store'], where: Where, by: By, since: number): AsyncGenerator<Page> {
  for (let after: string | undefined; ;) {
    const query = { where, newestFirst: true, limit: pageMax, ...(after === undefined ? {} : { after }) };
    const read = await store.read((view) => {
      const page = view.list('turn', query);
      const turns = page.filter(({ endedAt }) => endedAt >= since);
      const keys = new Set(turns.map((turn) => keyOf(turn, by)));
      return { page, turns, labels: new Map([...keys].map((of) => [of, labelOf(view, by, of)])) };
    });
    yield read;
    after = read.page.at(-1)?.id;
    if (read.page.length < pageMax || read.turns.length === 0) return;
    await letOthers();
  }
}

function keyOf(turn: Turn, by: By): string {
  return turn[by] ?? '';
}

function sorted(rows: readonly Output['rows'][number][], by: By): Output['rows'] {
  if (by === 'day') return rows.toSorted((a, b) => a.of.localeCompare(b.of));
  return rows.toSorted(
    (a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0) || (b.inputTokens ?? 0) - (a.inputTokens ?? 0),
  );
}
