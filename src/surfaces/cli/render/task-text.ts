import type * as contracts from '../../../operations/contracts/task.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { ago, lines, literal, literalBlock, stateWord, type Style, until } from './style.ts';

export type Task = OutputOf<typeof contracts.taskShow>;

/** One line: `t42  ready  Build the API  · after t7`. */
export function taskBrief(task: Task, style: Style): string {
  const after = task.state === 'blocked' ? ` · after ${task.dependsOn.join(', ')}` : '';
  return `${task.id}  ${stateWord(style, task.state)}  ${literal(task.title)}${after}`;
}

/** All there is to know of a task; what agents wrote is indented, so that it cannot pass for a fact of ours. */
export function taskWhole(task: Task, style: Style): string {
  return lines(
    taskBrief(task, style),
    facts(task, style),
    block('description', task.description),
    block('context', task.context),
    block('progress', task.progress),
    block('result', task.result),
    block('error', task.error),
    task.data === null || task.data === undefined
      ? undefined
      : block('data', JSON.stringify(task.data, null, 2)),
    ...task.notes.map((note) =>
      block(`note by ${literal(note.byName ?? note.by ?? 'someone')}, ${ago(style, note.at)}`, note.text),
    ),
  );
}

function facts(task: Task, style: Style): string {
  const parts = [
    `priority ${task.priority}`,
    task.queue === 'default' ? undefined : `queue ${literal(task.queue)}`,
    task.tags.length === 0 ? undefined : `tags ${task.tags.map(literal).join(' ')}`,
    task.needs.length === 0 ? undefined : `needs ${task.needs.map(literal).join(' ')}`,
    task.assignee === null ? undefined : `for ${literal(task.assignee)}`,
    task.dependsOn.length === 0 || task.state === 'blocked'
      ? undefined
      : `after ${task.dependsOn.join(', ')}`,
    task.holderName === null
      ? undefined
      : `held by ${literal(task.holderName)}, lease ends ${until(style, task.leaseExpiresAt)}`,
    task.state === 'waiting' && task.notBefore !== null ? `not before ${task.notBefore}` : undefined,
    task.attempts > 1 ? `attempt ${task.attempts} of ${task.maxAttempts}` : undefined,
    task.completedAt === null
      ? undefined
      : `ended ${ago(style, task.completedAt)}${task.completedByName === null ? '' : ` by ${literal(task.completedByName)}`}`,
    `added ${ago(style, task.createdAt)}${task.createdByName === null ? '' : ` by ${literal(task.createdByName)}`}`,
  ];
  return `  ${parts.filter((part) => part !== undefined).join(' · ')}`;
}

function block(label: string, text: string | null): string | undefined {
  return text === null || text === '' ? undefined : `  ${label}\n${literalBlock(text, '    ')}`;
}
