import { expect } from 'bun:test';
import { slots } from './actions.ts';
import type { NaiveLock } from '../naive/state.ts';
import { visible, type VisibleTask } from '../naive/visible.ts';
import type { Answer } from './real.ts';
import { limits, type World } from './world.ts';

type ModelAnswer<T> = { readonly ok: T } | { readonly refused: string };

export class Disagreement extends Error {}

/** Both say yes, or both refuse with the same code. */
export function compareAnswer<T>(real: Answer, model: ModelAnswer<T>): real is { readonly ok: unknown } {
  const said = 'ok' in real ? 'ok' : real.refused;
  const expected = 'ok' in model ? 'ok' : model.refused;
  if (said !== expected) {
    throw new Disagreement(
      `the model says ${expected}, Shoal says ${'ok' in real ? JSON.stringify(real.ok) : `${said}: ${real.message}`}`,
    );
  }
  return 'ok' in real;
}

export function compareTask(real: Answer, model: ModelAnswer<VisibleTask>): void {
  if (!compareAnswer(real, model) || !('ok' in model)) return;
  expect(toVisibleTask(real.ok)).toEqual(model.ok);
}

export function compareLocks(real: Answer, model: ModelAnswer<readonly NaiveLock[]>): void {
  if (!compareAnswer(real, model) || !('ok' in model)) return;
  const key = (one: { id: string; leaseExpiresAt: unknown }): string =>
    `${one.id} ${toIso(one.leaseExpiresAt)}`;
  expect((real.ok as NaiveLock[]).map(key).toSorted()).toEqual(model.ok.map(key).toSorted());
}

function toIso(time: unknown): string {
  return typeof time === 'number' ? new Date(time).toISOString() : String(time);
}

const taskFields =
  'id title state priority tags needs assignee dependsOn attempts maxAttempts generation holder claimedAt leaseExpiresAt notBefore progress result createdBy completedBy'.split(
    ' ',
  );

function toVisibleTask(value: unknown): VisibleTask {
  const task = value as VisibleTask & { notes: { text: string }[] }; // an answer of a task operation
  const picked = Object.fromEntries(taskFields.map((field) => [field, task[field]]));
  return { ...picked, id: task.id, notes: task.notes.map((note) => note.text) };
}

/** The whole visible state, as a stranger is shown it. */
export async function compareState(world: World): Promise<void> {
  const expected = visible(world.state, limits);
  expect((await ask<unknown[]>(world, 'task.list', { all: true, limit: 1000 })).map(toVisibleTask)).toEqual([
    ...expected.tasks,
  ]);
  const agents = await ask<{ id: string; name: string; role: string | null; capabilities: string[] }[]>(
    world,
    'agent.ps',
    {},
  );
  expect(agents.map(({ id, name, role, capabilities }) => ({ id, name, role, capabilities }))).toEqual([
    ...expected.agents,
  ] as typeof agents);
  const locks = await ask<Record<string, unknown>[]>(world, 'lock.list', {});
  const lockFields = ['id', 'path', 'shared', 'holder', 'task', 'leaseExpiresAt'];
  expect(locks.map((one) => Object.fromEntries(lockFields.map((field) => [field, one[field]])))).toEqual([
    ...expected.locks,
  ] as typeof locks);
  const leader = await ask<{ agent: string; term: number } | null>(world, 'leader.show', {});
  expect(leader === null ? null : { agent: leader.agent, term: leader.term }).toEqual(
    expected.leader as typeof leader,
  );
  const status = await ask<{ paused: boolean; tasks: Record<string, number> }>(world, 'workspace.status', {});
  expect(status.paused).toBe(expected.paused);
  for (const [state, count] of Object.entries(status.tasks)) {
    expect({ state, count }).toEqual({
      state,
      count: expected.tasks.filter((task) => task['state'] === state).length,
    });
  }
  await compareLate(world);
  await compareDeliveries(world);
}

/** Law 8: how far each message has come, as its sender sees it. */
async function compareDeliveries(world: World): Promise<void> {
  for (const message of world.state.messages) {
    if (message.id === '') continue;
    const { deliveries } = await ask<{ deliveries: { agent: string; state: string }[] }>(
      world,
      'message.show',
      { id: message.id },
    );
    const order = (a: { agent: string }, b: { agent: string }): number => a.agent.localeCompare(b.agent);
    const shown = deliveries.map(({ agent, state }) => ({ agent, state: String(state) })).toSorted(order);
    expect(shown).toEqual(
      message.deliveries.map(({ to, state }) => ({ agent: to, state: String(state) })).toSorted(order),
    );
  }
}

/** Law 2: what stale hands sent is all there. */
async function compareLate(world: World): Promise<void> {
  for (const task of world.state.tasks) {
    if (task.late.length === 0) continue;
    const { late } = await ask<{ late: { by: string; what: string; text: string | null }[] }>(
      world,
      'task.explain',
      { id: task.id },
    );
    expect(late.map(({ by, what, text }) => ({ by, what, text }))).toEqual(task.late);
  }
}

async function ask<T>(
  world: World,
  operation: Parameters<World['real']['call']>[1],
  input: object,
): Promise<T> {
  const answer = await world.real.call(slots.stranger, operation, input);
  if (!('ok' in answer)) throw new Disagreement(`${operation}: ${answer.refused} ${answer.message}`);
  return answer.ok as T; // each caller names the answer of its operation
}
