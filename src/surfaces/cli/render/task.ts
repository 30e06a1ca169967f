import type * as contracts from '../../../operations/contracts/task.ts';
import type { OutputOf } from '../../../operations/define.ts';
import {
  ago,
  columns,
  lines,
  literal,
  nextStep,
  paint,
  plural,
  span,
  stateWord,
  type Style,
  until,
} from './style.ts';
import type * as memories from '../../../operations/contracts/memory.ts';
import { memoryText } from './memory.ts';
import { money } from './usage.ts';
import { type Task, taskBrief, taskWhole } from './task-text.ts';

type Memory = OutputOf<typeof memories.memoryRemember>;

const LIST_HEADING = ['id', 'state', 'pri', 'title', 'holder', 'tags'];
const TITLE_COLUMN = 3;

export function renderList(tasks: readonly Task[], style: Style): string {
  if (tasks.length === 0) return lines('No tasks.', nextStep(style, 'shoal add "What is to be done"'));
  return lines(table(tasks, style), nextStep(style, `shoal show ${tasks[0]?.id ?? 'ID'}`));
}

export function renderReady(tasks: readonly Task[], style: Style): string {
  if (tasks.length === 0) return lines('Nothing is ready.', nextStep(style, 'shoal list'));
  return lines(table(tasks, style), nextStep(style, 'shoal claim'));
}

function table(tasks: readonly Task[], style: Style): string {
  const rows = tasks.map((task) => [
    task.id,
    stateWord(style, task.state),
    String(task.priority),
    literal(task.title),
    task.holderName === null ? '' : literal(task.holderName),
    task.tags.map(literal).join(' '),
  ]);
  return columns(style, rows, { heading: LIST_HEADING, flexible: TITLE_COLUMN });
}

export function renderShow(task: Task, style: Style): string {
  return lines(taskWhole(task, style), nextStep(style, nextFor(task)));
}

function nextFor({ id, state }: Task): string {
  if (state === 'running') return `shoal progress "…"    shoal done --summary "…"`;
  if (state === 'ready') return `shoal claim ${id}`;
  return state === 'failed' || state === 'cancelled' ? `shoal retry ${id}` : `shoal explain ${id}`;
}

export function renderClaim(
  task: (Task & { readonly memories?: readonly Memory[] }) | null,
  style: Style,
): string {
  if (task === null) return 'nothing ready';
  const known = (task.memories ?? []).map((memory) => memoryText(memory, style));
  return lines(
    taskWhole(task, style),
    ...(known.length === 0 ? [] : ['  known from earlier', ...known]),
    nextStep(style, 'shoal progress "…"    shoal done --summary "…"    shoal fail --reason "…"'),
  );
}

export function renderAdd(added: OutputOf<typeof contracts.taskAdd>, style: Style): string {
  if (!Array.isArray(added))
    return lines(taskBrief(added, style), nextStep(style, 'shoal list    shoal claim'));
  return lines(
    ...added.map((task) => taskBrief(task, style)),
    `${plural(added.length, 'task')} added`,
    nextStep(style, 'shoal list    shoal claim'),
  );
}

export function renderProgress(task: Task, style: Style): string {
  return `${taskBrief(task, style)} · lease ends ${until(style, task.leaseExpiresAt)}`;
}

export function renderDone(task: Task, style: Style): string {
  return lines(taskBrief(task, style), nextStep(style, 'shoal claim'));
}

export function renderFail(task: Task, style: Style): string {
  const again = task.state === 'waiting' ? ` · tried again ${until(style, task.notBefore)}` : '';
  return lines(
    `${taskBrief(task, style)}${again} · attempt ${task.attempts} of ${task.maxAttempts}`,
    nextStep(style, 'shoal claim'),
  );
}

export const renderRelease = taskBrief;
export const renderRetry = taskBrief;
export const renderCancel = taskBrief;
export const renderEdit = taskWhole;
export const renderAssign = taskBrief;

export function renderSteal(task: Task, style: Style): string {
  return renderClaim(task, style);
}

export function renderNote(task: Task, style: Style): string {
  return `${taskBrief(task, style)} · ${plural(task.notes.length, 'note')}`;
}

export function renderExplain(answer: OutputOf<typeof contracts.taskExplain>, style: Style): string {
  const late = answer.late.map(
    ({ byName, by, what, text }) =>
      `Late ${what} by ${literal(byName ?? by)}, kept and not applied${text === null ? '' : `: ${literal(text)}`}`,
  );
  return lines(
    `${answer.id} is ${stateWord(style, answer.state)}: ${literal(answer.title)}`,
    ...answer.reasons.map((reason) => literal(reason)),
    ...late,
    ...answer.frees.map((command) => `  ${paint(style, 'strong', literal(command))}`),
  );
}

export function renderDeps(rows: OutputOf<typeof contracts.taskDeps>, style: Style): string {
  if (rows.length === 0) return 'No tasks.';
  return rows
    .map(
      (row) =>
        `${'  '.repeat(row.depth)}${row.id}  ${stateWord(style, row.state)}  ${literal(row.title)}${row.seen ? paint(style, 'quiet', '  (above)') : ''}`,
    )
    .join('\n');
}

export function renderAttempts(
  { task, attempts, complete }: OutputOf<typeof contracts.taskAttempts>,
  style: Style,
): string {
  if (attempts.length === 0) return `Nobody has tried ${task} yet.`;
  const rows = attempts.map((attempt) => [
    String(attempt.number),
    stateWord(style, attempt.state),
    literal(attempt.agentName),
    attempt.session ?? '',
    ago(style, attempt.startedAt),
    span(attempt.wallMs),
    money(attempt),
    literal((attempt.error ?? attempt.summary ?? '').split('\n', 1)[0] ?? ''),
  ]);
  const heading = ['no', 'state', 'agent', 'session', 'began', 'took', 'cost', 'what came of it'];
  return lines(
    columns(style, rows, { heading, flexible: heading.length - 1 }),
    complete ? undefined : 'There were earlier ones.',
  );
}
