import { leads } from './agents.ts';
import { taskLeaseEnd } from './life.ts';
import { heldLocks } from './locks.ts';
import type { Limits, NaiveState, NaiveTask } from './state.ts';
import { openState } from './tasks.ts';

/** What everyone can see at this instant, in the words of the operations' answers. */
export function visible(state: NaiveState, limits: Limits): Visible {
  return {
    tasks: state.tasks.map((task) => visibleTask(state, limits, task)),
    agents: state.agents
      .filter((agent) => agent.live)
      .map(({ id, name, role, capabilities }) => ({ id, name, role, capabilities: [...capabilities] })),
    locks: heldLocks(state, limits).map(({ id, path, shared, holder, task, leaseExpiresAt }) => ({
      id,
      path,
      shared,
      holder,
      task,
      leaseExpiresAt: iso(leaseExpiresAt),
    })),
    leader: leads(state, limits) ? { agent: state.leader.agent, term: state.leader.term } : null,
    paused: state.pausedBy !== null,
  };
}

export interface Visible {
  readonly tasks: readonly VisibleTask[];
  readonly agents: readonly object[];
  readonly locks: readonly object[];
  readonly leader: object | null;
  readonly paused: boolean;
}

export interface VisibleTask {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** A lapsed lease is shown as lapsed, whether or not anyone has written it down yet. */
export function visibleTask(state: NaiveState, limits: Limits, task: NaiveTask): VisibleTask {
  const end = task.phase === 'running' ? taskLeaseEnd(state, limits, task) : 0;
  const isHeld = task.phase === 'running' && end > state.now;
  return {
    id: task.id,
    title: task.title,
    state: stateOf(state, task, isHeld),
    priority: task.priority,
    tags: [...task.tags],
    needs: [...task.needs],
    assignee: task.assignee,
    dependsOn: [...task.dependsOn],
    attempts: task.attempts,
    maxAttempts: task.maxAttempts,
    generation: task.generation,
    holder: isHeld ? task.holder : null,
    claimedAt: isHeld ? iso(task.claimedAt) : null,
    leaseExpiresAt: isHeld ? iso(end) : null,
    notBefore: task.notBefore === null ? null : iso(task.notBefore),
    progress: task.progress,
    result: task.result,
    createdBy: task.createdBy,
    completedBy: task.completedBy,
    notes: [...task.notes],
  };
}

function stateOf(state: NaiveState, task: NaiveTask, isHeld: boolean): string {
  if (task.phase === 'open') return openState(state, task);
  if (task.phase !== 'running' || isHeld) return task.phase;
  return task.attempts < task.maxAttempts ? openState(state, task) : 'failed';
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
