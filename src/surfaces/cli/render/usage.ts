import type { OutputOf } from '../../../operations/define.ts';
import type * as contracts from '../../../operations/contracts/usage.ts';
import { columns, lines, literal, paint, type Style, until } from './style.ts';

type Answer = OutputOf<typeof contracts.usageShow>;
type Figures = Answer['total'];

export function renderShow({ by, rows, total, from, budgets }: Answer, style: Style): string {
  if (rows.length === 0)
    return 'No turn that fits has ended. Turns of agents that Shoal runs are counted here.';
  const heading = [by, 'turns', 'tools', 'in', 'cached', 'out', 'context', 'time', 'cost'];
  const body = rows.map(({ of, label, ...figures }) => [literal(rowName(by, of, label)), ...cells(figures)]);
  const all = rows.length === 1 ? [] : [['in all', ...cells(total)]];
  const table = columns(style, [...body, ...all], { heading, flexible: 0 });
  return lines(
    table,
    from === null ? undefined : `\nTurns that ended before ${from} are not kept any more.`,
    budgets.length === 0 ? undefined : `\n${budgetTable(budgets, style)}`,
  );
}

type Budget = Answer['budgets'][number];

export function renderBudgets(
  { day, budgets }: OutputOf<typeof contracts.usageBudgets>,
  style: Style,
): string {
  if (budgets.length === 0)
    return 'shoal.yaml has no budget. Make one: `shoal config set budgets.workspace 20` (dollars a day).';
  return lines(
    budgetTable(budgets, style),
    '',
    `${day}, on the clock of the machine that the daemon runs on.`,
  );
}

function budgetTable(budgets: readonly Budget[], style: Style): string {
  const rows = budgets.map((one) => [
    one.name === null ? one.of : `${one.of} ${literal(one.name)}`,
    `$${one.usdPerDay.toFixed(2)}`,
    money({ costUsd: one.spentUsd, costIs: one.costIs }),
    one.isSpent ? paint(style, 'failed', 'spent') : `${Math.round(one.share * 100)}%`,
    `${money({ costUsd: one.usdPerHour, costIs: one.costIs })}/h`,
    one.reachedAt === null ? '-' : until(style, one.reachedAt),
  ]);
  return columns(style, rows, { heading: ['budget', 'a day', 'today', 'share', 'rate', 'spent by'] });
}

type Days = OutputOf<typeof contracts.usageDays>;

export function renderDays({ by, days, rows, total, burn, keptFrom }: Days, style: Style): string {
  if (total.turns === 0) return `No turn has ended in the last ${days.length} days.`;
  const heading = ['turns', 'in', 'cached', 'out', 'cost'];
  const perDay = days
    .filter(({ turns }) => turns > 0)
    .map(({ day, ...daily }) => [day, ...dailyCells(daily)]);
  const perRow = rows.map(({ of, label, ...daily }) => [
    literal(rowName(by, of, label)),
    ...dailyCells(daily),
  ]);
  return lines(
    columns(style, [...perDay, ['in all', ...dailyCells(total)]], { heading: ['day', ...heading] }),
    '',
    columns(style, perRow, { heading: [by, ...heading], flexible: 0 }),
    '',
    `The last ${burn.hours} hours: ${money({ costUsd: burn.usdPerHour, costIs: burn.costIs })} an hour.`,
    keptFrom === null ? undefined : `Turns that ended before ${keptFrom} are not kept any more.`,
  );
}

function dailyCells({
  turns,
  inputTokens,
  cachedTokens,
  outputTokens,
  uncounted,
  ...cost
}: Days['today']): string[] {
  const least = uncounted === 0 ? '' : '≥ ';
  return [
    String(turns),
    inputTokens === null ? '?' : `${least}${tokenCount(inputTokens)}`,
    share(cachedTokens, inputTokens),
    outputTokens === null ? '?' : `${least}${tokenCount(outputTokens)}`,
    money(cost),
  ];
}

/** The id first, so that it can be copied. */
function rowName(by: string, of: string, label: string): string {
  return by === 'task' && of !== '' && of !== label ? `${of} ${label}` : label;
}

function cells(figures: Figures): string[] {
  const { turns, tools, toolErrors, inputTokens, cachedTokens, outputTokens, contextShare } = figures;
  const least = figures.uncounted === 0 ? '' : '≥ ';
  return [
    String(turns),
    toolErrors === 0 ? String(tools) : `${tools} (${toolErrors} failed)`,
    inputTokens === null ? '?' : `${least}${tokenCount(inputTokens)}`,
    share(cachedTokens, inputTokens),
    outputTokens === null ? '?' : `${least}${tokenCount(outputTokens)}`,
    contextShare === null ? '?' : `${Math.round(contextShare * 100)}%`,
    duration(figures.wallMs),
    money(figures),
  ];
}

function share(part: number | null, whole: number | null): string {
  return part === null || whole === null || whole === 0 ? '-' : `${Math.round((part / whole) * 100)}%`;
}

/** Law 12: a figure that is not the harness's own says so. */
export function money({ costUsd, costIs }: Pick<Figures, 'costUsd' | 'costIs'>): string {
  if (costUsd === null) return 'unknown';
  const amount =
    costUsd >= 1 ? `$${costUsd.toFixed(2)}` : `${(costUsd * 100).toFixed(costUsd < 0.01 ? 2 : 1)}¢`;
  const mark = { exact: '', estimated: '~', partial: '≥ ', unknown: '' }[costIs];
  return `${mark}${amount}`;
}

export function tokenCount(tokens: number): string {
  if (tokens >= 1_000_000) return `${(tokens / 1_000_000).toFixed(1)}M`;
  return tokens >= 1_000 ? `${(tokens / 1_000).toFixed(1)}k` : String(tokens);
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m${seconds % 60}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m`;
}
