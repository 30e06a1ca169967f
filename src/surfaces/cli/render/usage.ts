import type { OutputOf } from '../../../operations/define.ts';
import type * as contracts from '../../../operations/contracts/usage.ts';
import { columns, literal, type Style } from './style.ts';

type Answer = OutputOf<typeof contracts.usageShow>;
type Figures = Answer['total'];

export function renderShow({ by, rows, total }: Answer, style: Style): string {
  if (rows.length === 0) return 'No turn has ended yet. Turns of agents that Shoal runs are counted here.';
  const heading = [by, 'turns', 'tools', 'in', 'cached', 'out', 'context', 'time', 'cost'];
  const body = rows.map(({ label, ...figures }) => [literal(label), ...cells(figures)]);
  const all = rows.length === 1 ? [] : [['in all', ...cells(total)]];
  return columns(style, [...body, ...all], { heading, flexible: 0 });
}

function cells(figures: Figures): string[] {
  const { turns, tools, toolErrors, inputTokens, cachedTokens, outputTokens, contextShare } = figures;
  return [
    String(turns),
    toolErrors === 0 ? String(tools) : `${tools} (${toolErrors} failed)`,
    short(inputTokens),
    inputTokens === 0 ? '-' : `${Math.round((cachedTokens / inputTokens) * 100)}%`,
    short(outputTokens),
    contextShare === null ? '?' : `${Math.round(contextShare * 100)}%`,
    duration(figures.wallMs),
    money(figures),
  ];
}

/** Law 12: a figure that is not the harness's own says so. */
function money({ costUsd, costIs }: Figures): string {
  if (costUsd === null) return 'unknown';
  const amount =
    costUsd >= 1 ? `$${costUsd.toFixed(2)}` : `${(costUsd * 100).toFixed(costUsd < 0.01 ? 2 : 1)}¢`;
  const mark = { exact: '', estimated: '~', partial: '≥ ', unknown: '' }[costIs];
  return `${mark}${amount}`;
}

function short(tokens: number): string {
  if (tokens >= 1_000_000) return `${(tokens / 1_000_000).toFixed(1)}M`;
  return tokens >= 1_000 ? `${(tokens / 1_000).toFixed(1)}k` : String(tokens);
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m${seconds % 60}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m`;
}
