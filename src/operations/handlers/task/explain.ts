import { budgetKey } from '../../../domain/budget.ts';
import { sentence } from '../../../domain/sentence.ts';
import { lacking } from '../../../domain/task-rules.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/task.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findTask } from '../../lookup.ts';
import { isPaused, pausedError } from '../../pause.ts';
import { agentName, instantText, isoInstant } from '../../present.ts';
import { openRequests } from '../request/waiting.ts';
import { type BudgetObject, spentFor } from '../usage/budgets.ts';
import { describeBlocker, openBlockers } from './explain-empty.ts';
import { toTask, type TaskObject } from './present.ts';

interface Reason {
  readonly because: string;
  readonly frees: string | null;
}

export const explain: Handler<
  InputOf<typeof contracts.taskExplain>,
  OutputOf<typeof contracts.taskExplain>
> = async (context, input) => {
  const queue = await context.store.read((view) => findTask(view, input.id).queue);
  const spent = await spentFor(context, queue);
  return context.store.read((view) => {
    const stored = findTask(view, input.id);
    const task = toTask(view, context, stored);
    const blockedBy =
      task.state === 'blocked' ? stored.dependsOn.filter((id) => view.get('task', id)?.state !== 'done') : [];
    const reasons = [
      ...pauseReason(view, task),
      ...requestReasons(view, context, task),
      ...budgetReason(task, spent),
      ...stateReason(view, context, task, openBlockers(view, stored)),
      ...whoReason(view, task),
    ];
    const late = view.list('late', { where: { task: task.id } });
    return {
      id: task.id,
      title: task.title,
      state: task.state,
      reasons: reasons.map(({ because }) => because),
      frees: reasons.flatMap(({ frees }) => frees ?? []),
      blockedBy,
      late: late.map((one) => ({
        by: one.agent,
        byName: agentName(view, one.agent),
        what: one.what,
        text: one.text,
        at: isoInstant(one.at),
      })),
    };
  });
};

function pauseReason(view: View, task: TaskObject): readonly Reason[] {
  if (!isPaused(view) || task.state === 'done') return [];
  return [{ because: pausedError(view).message, frees: 'shoal resume' }];
}

function budgetReason(task: TaskObject, spent: BudgetObject | undefined): readonly Reason[] {
  if (task.state !== 'ready' || spent === undefined) return [];
  const key = spent.of === 'workspace' ? 'budgets.workspace' : `budgets.${spent.of}s.${spent.name}`;
  return [
    {
      because: `No worker is started for it today: of ${budgetKey(spent)} $${spent.spentUsd} of $${spent.usdPerDay} are spent.`,
      frees: `shoal config set ${key} ${Math.ceil(spent.spentUsd * 2)}`,
    },
  ];
}

/** Its holder waits for somebody. */
function requestReasons(view: View, context: Context, task: TaskObject): readonly Reason[] {
  if (task.state !== 'running') return [];
  const isOf = (request: ByKind<'request'>) => request.task === task.id || request.agent === task.holder;
  const open = openRequests(view, context).filter(isOf);
  return open.map(({ id, kind, agent, title }) => ({
    because: `${agentName(view, agent)} waits for a decision: ${id} ${title}`,
    frees: kind === 'question' ? `shoal reply ${id} "…"` : `shoal approve ${id}`,
  }));
}

function stateReason(
  view: View,
  context: Context,
  task: TaskObject,
  roots: readonly string[],
): readonly Reason[] {
  switch (task.state) {
    case 'ready':
      return [
        {
          because: 'It is ready: the next claim that fits takes it in its turn.',
          frees: `shoal claim ${task.id}`,
        },
      ];
    case 'running':
      return [
        {
          because: `${task.holderName} is working on it, until ${instantText(task.leaseExpiresAt)} unless renewed.`,
          frees: `shoal steal ${task.id} --reason "…"`,
        },
      ];
    case 'waiting':
      return [
        {
          because: `It waits until ${task.notBefore}${task.error === null ? '' : `, after: ${task.error}`}.`,
          frees: `shoal edit ${task.id} --not-before 0s`,
        },
      ];
    case 'blocked':
      return roots.map((id) => blockerReason(view, context, id));
    case 'failed':
      return [
        {
          because: sentence(
            `It failed after ${task.attempts} of ${task.maxAttempts} attempts: ${task.error ?? 'no reason given'}`,
          ),
          frees: `shoal retry ${task.id}`,
        },
      ];
    case 'cancelled':
      return [
        {
          because: `It was cancelled${task.error === null ? '' : `: ${task.error}`}.`,
          frees: `shoal retry ${task.id}`,
        },
      ];
    case 'done':
      return [
        {
          because: `It is done, by ${task.completedByName ?? 'someone'} at ${task.completedAt}.`,
          frees: null,
        },
      ];
    default:
      return task.state satisfies never;
  }
}

function blockerReason(view: View, context: Context, id: string): Reason {
  const state = view.get('task', id)?.state;
  const because = `It waits for ${describeBlocker(view, context, id)}.`;
  if (state === 'failed' || state === 'cancelled') return { because, frees: `shoal retry ${id}` };
  return { because, frees: state === 'ready' ? `shoal claim ${id}` : `shoal explain ${id}` };
}

/** A task that only some may claim, and nobody of them is here. */
function whoReason(view: View, task: TaskObject): readonly Reason[] {
  if (task.state !== 'ready' && task.state !== 'blocked') return [];
  const live = view.list('agent', { where: { state: 'live' } });
  const reasons: Reason[] = [];
  const isFor = (agent: (typeof live)[number]): boolean =>
    task.assignee === agent.name.toLowerCase() || task.assignee === `@${(agent.role ?? '').toLowerCase()}`;
  if (task.assignee !== null && !live.some(isFor)) {
    reasons.push({
      because: `It is reserved for ${task.assignee}, who is not here.`,
      frees: `shoal assign ${task.id} anyone`,
    });
  }
  if (
    task.needs.length > 0 &&
    !live.some(({ capabilities }) => lacking(task.needs, capabilities).length === 0)
  ) {
    reasons.push({
      because: `It needs ${task.needs.join(', ')}, and no agent here has that.`,
      frees: `shoal join -c ${task.needs.join(' -c ')}`,
    });
  }
  return reasons;
}
