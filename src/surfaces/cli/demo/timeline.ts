import { paint, type Style, type Tone } from '../render/style.ts';
import { agentNames, type History, replay } from './history.ts';

/** A stretch of time in which one agent held one task. */
export interface Stretch {
  readonly agent: string;
  readonly task: string;
  readonly from: number;
  readonly to: number;
  readonly end: 'done' | 'lost' | 'released';
}

export function stretchesOf(history: History): readonly Stretch[] {
  const open = new Map<string, { agent: string; from: number }>();
  const found: Stretch[] = [];
  replay(history, ({ kind, id, at, change }) => {
    if (kind !== 'task' || change?.['holder'] === undefined) return;
    const held = open.get(id);
    if (held !== undefined)
      found.push({ ...held, task: id, to: at, end: endOf(change['state'], change['error']) });
    open.delete(id);
    if (typeof change['holder'] === 'string') open.set(id, { agent: change['holder'], from: at });
  });
  return found;
}

function endOf(state: unknown, error: unknown): Stretch['end'] {
  if (state === 'done') return 'done';
  return typeof error === 'string' ? 'lost' : 'released';
}

const marks: Readonly<Record<Stretch['end'], { mark: string; tone: Tone }>> = {
  done: { mark: '✓', tone: 'done' },
  lost: { mark: '✕', tone: 'failed' },
  released: { mark: '◦', tone: 'idle' },
};

/** Who did what when, one line per agent: `t3━━✓`. */
export function drawTimeline(history: History, style: Style): string {
  const stretches = stretchesOf(history);
  const names = agentNames(history);
  const from = Math.min(...stretches.map((one) => one.from));
  const until = Math.max(...stretches.map((one) => one.to));
  const agents = [...new Set(stretches.map(({ agent }) => agent))].sort(
    (a, b) => Number(a.slice(1)) - Number(b.slice(1)),
  );
  const labelWidth = Math.max(...agents.map((agent) => (names.get(agent) ?? agent).length)) + 2;
  const columns = Math.max(
    30,
    Math.min(Number.isFinite(style.width) ? style.width : 80, 120) - labelWidth - 1,
  );
  const scale = (at: number) => Math.round(((at - from) / Math.max(1, until - from)) * columns);
  const rows = agents.map((agent) => {
    const own = stretches.filter((one) => one.agent === agent).sort((a, b) => a.from - b.from);
    return `${(names.get(agent) ?? agent).padEnd(labelWidth)}${drawRow(own, scale, style)}`;
  });
  return [...rows, `${' '.repeat(labelWidth)}${axis(until - from, columns)}`].join('\n');
}

/** Each bar begins where it began, or right after the one before when that needed more room for its name. */
function drawRow(stretches: readonly Stretch[], scale: (at: number) => number, style: Style): string {
  let row = '';
  let used = 0;
  for (const { task, from, to, end } of stretches) {
    const start = Math.max(scale(from), used);
    const width = Math.max(task.length + 1, scale(to) - start);
    const { mark, tone } = marks[end];
    row +=
      ' '.repeat(start - used) + paint(style, tone, `${task}${'━'.repeat(width - task.length - 1)}${mark}`);
    used = start + width;
  }
  return row;
}

function axis(ms: number, columns: number): string {
  const end = `${(ms / 1000).toFixed(1)} s`;
  return `0 s${'·'.repeat(Math.max(1, columns - end.length - 3))}${end}`;
}
