import { ShoalError } from '../../../domain/errors.ts';
import type { PolicyRule, TaskPolicy } from '../../../domain/policy.ts';
import { newWorkspace, workspaceId } from '../../../domain/workspace.ts';
import type { EventNote, Transaction, View } from '../../../store/port.ts';

const policiesMax = 500;

/** Those of tasks that are not closed, the newest first: the latest word counts. */
export function taskPolicies(view: View): readonly TaskPolicy[] {
  const all = view.get('workspace', workspaceId)?.taskPolicies ?? [];
  const isOpen = new Map([...new Set(all.map(({ task }) => task))].map((id) => [id, isTaskOpen(view, id)]));
  return all.filter(({ task }) => isOpen.get(task) === true);
}

/** What holds for the requests of one task. */
export function policiesOf(view: View, task: string | null): readonly PolicyRule[] {
  const all = view.get('workspace', workspaceId)?.taskPolicies ?? [];
  const own = all.filter((policy) => policy.task === task).map(({ rule }) => rule);
  return task !== null && own.length > 0 && isTaskOpen(view, task) ? own : [];
}

function isTaskOpen(view: View, id: string): boolean {
  const state = view.get('task', id)?.state;
  return state !== undefined && state !== 'done' && state !== 'failed' && state !== 'cancelled';
}

/** Those of closed tasks give way. The same rule is kept once. */
export function addTaskPolicy(tx: Transaction, policy: TaskPolicy): void {
  const others = taskPolicies(tx).filter((one) => !isSame(one, policy));
  if (others.length >= policiesMax)
    throw new ShoalError('LIMIT', `There are ${policiesMax} policies of tasks already.`, {
      hint: 'Remove some: `shoal config policy list`, `shoal config policy remove N`.',
    });
  write(tx, [policy, ...others], { type: 'policy.added', task: policy.task, data: { ...policy.rule } });
}

export function removeTaskPolicy(tx: Transaction, policy: TaskPolicy): void {
  const others = taskPolicies(tx).filter((one) => !isSame(one, policy));
  write(tx, others, { type: 'policy.removed', task: policy.task, data: { ...policy.rule } });
}

/** The decision may differ: then the later one takes the place of the earlier. */
function isSame(one: TaskPolicy, other: TaskPolicy): boolean {
  const fields = ['tool', 'path', 'command'] as const;
  return one.task === other.task && fields.every((field) => one.rule[field] === other.rule[field]);
}

function write(tx: Transaction, policies: readonly TaskPolicy[], note: EventNote): void {
  const before = tx.get('workspace', workspaceId);
  if (before === undefined) tx.create('workspace', { ...newWorkspace, taskPolicies: policies }, note);
  else tx.update('workspace', workspaceId, { taskPolicies: policies }, note);
}
