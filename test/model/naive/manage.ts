import { freeLocksOf } from './life.ts';
import { tell } from './mail.ts';
import { type Limits, type NaiveAgent, type NaiveState, type NaiveTask, Refusal, taskOf } from './state.ts';
import { take } from './tasks.ts';

export function steal(state: NaiveState, limits: Limits, agent: NaiveAgent, id: string): NaiveTask {
  const task = taskOf(state, id);
  if (task.phase !== 'running' || task.holder === null) throw new Refusal('CONFLICT');
  if (task.holder === agent.id) return task;
  if (!task.lostBy.includes(task.holder)) task.lostBy.push(task.holder);
  freeLocksOf(state, task);
  tell(state, agent.id, task.holder);
  task.attempts -= 1;
  return take(state, limits, task, agent);
}

export function retry(state: NaiveState, id: string): NaiveTask {
  const task = taskOf(state, id);
  if (task.phase !== 'failed' && task.phase !== 'cancelled') throw new Refusal('CONFLICT');
  task.phase = 'open';
  task.attempts = 0;
  task.result = null;
  task.completedBy = null;
  task.notBefore = null;
  return task;
}

export function cancel(state: NaiveState, agent: NaiveAgent, id: string): NaiveTask {
  const task = taskOf(state, id);
  if (task.phase === 'done') throw new Refusal('CONFLICT');
  if (task.phase === 'cancelled') return task;
  if (task.phase === 'running' && task.holder !== null) {
    if (!task.lostBy.includes(task.holder)) task.lostBy.push(task.holder);
    if (task.holder !== agent.id) tell(state, agent.id, task.holder);
  }
  freeLocksOf(state, task);
  task.holder = null;
  task.phase = 'cancelled';
  return task;
}

export interface EditWish {
  readonly priority?: number;
  readonly tags?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly independentOf?: readonly string[];
}

export function edit(state: NaiveState, id: string, wish: EditWish): NaiveTask {
  const task = taskOf(state, id);
  for (const dependency of wish.dependsOn ?? [])
    if (reaches(state, dependency, id)) throw new Refusal('CYCLE');
  if (wish.priority !== undefined) task.priority = wish.priority;
  if (wish.tags !== undefined) task.tags = [...wish.tags];
  for (const dependency of wish.dependsOn ?? []) {
    if (!task.dependsOn.includes(dependency)) task.dependsOn.push(dependency);
  }
  task.dependsOn = task.dependsOn.filter((one) => !(wish.independentOf ?? []).includes(one));
  return task;
}

function reaches(state: NaiveState, from: string, to: string): boolean {
  if (from === to) return true;
  return taskOf(state, from).dependsOn.some((next) => reaches(state, next, to));
}

export function assign(state: NaiveState, id: string, assignee: string): NaiveTask {
  const task = taskOf(state, id);
  if (task.phase === 'running') throw new Refusal('CONFLICT');
  task.assignee = assignee === 'anyone' ? null : assignee;
  return task;
}
