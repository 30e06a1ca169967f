import type { Evidence } from '../../../src/domain/agent.ts';
import type { OperationName } from '../../../src/operations/manifest.ts';
import type { PortableStore } from '../../../src/store/port.ts';
import type { NaiveCaller } from '../naive/agents.ts';
import { attempt } from '../naive/attempt.ts';
import { agentOf, emptyState, type Limits, type NaiveState, type NaiveTask } from '../naive/state.ts';
import { slots } from './actions.ts';
import { type Answer, createReal, type Real } from './real.ts';

export const limits: Limits = {
  taskLeaseMs: 1_800_000,
  lockLeaseMs: 1_800_000,
  leaderLeaseMs: 300_000,
  silenceLimitMs: 21_600_000,
  agentLeaseMs: 1_800_000,
  maxAttempts: 3,
  retryBackoffMs: 10_000,
  retryBackoffMaxMs: 300_000,
};

/** Both worlds side by side: the model's state, the real operations, and who sits in which slot. */
export interface World {
  state: NaiveState;
  readonly real: Real;
  /** Agent last bound to each slot's process or session. */
  readonly seats: (string | null)[];
  /** What was compared, for the summary of a run. */
  readonly seen: Map<string, number>;
}

export async function createWorld(store: PortableStore, clock: { now: number }): Promise<World> {
  const real = createReal(store, clock);
  const world: World = {
    state: emptyState(clock.now),
    real,
    seats: [null, null, null, null, null, null],
    seen: new Map(),
  };
  await seatPerson(world);
  return world;
}

/** A person is known from the first command on. */
async function seatPerson(world: World): Promise<void> {
  await world.real.call(slots.person, 'workspace.pause', {});
  await world.real.call(slots.person, 'workspace.resume', {});
  const answer = await world.real.call(slots.stranger, 'agent.ps', {});
  if (!('ok' in answer)) throw new Error(answer.message);
  const [person] = answer.ok as { id: string; name: string }[]; // the answer of agent.ps
  if (person === undefined) throw new Error('the person is not there');
  world.seats[slots.person] = person.id;
  world.state.agents.push({
    ...person,
    role: null,
    capabilities: [],
    live: true,
    human: true,
    life: 'unknown',
    lastSeen: world.state.now,
    everyMs: limits.leaderLeaseMs / 10,
  });
}

export function callerIn(world: World, slot: number): NaiveCaller {
  return { agent: world.seats[slot] ?? null, human: slot === slots.person };
}

export function pickTask(world: World, pick: number): NaiveTask | undefined {
  const { tasks } = world.state;
  return tasks[pick % Math.max(1, tasks.length)];
}

/** A stopped process that acts has been continued; a dead one is replaced by a new one that has not joined. */
export function wake(world: World, slot: number): void {
  if (slot > 1) return;
  const agent = world.seats[slot] ?? null;
  const life = agent === null ? 'alive' : agentOf(world.state, agent).life;
  if (life === 'stopped') setLife(world, slot, 'alive');
  if (life === 'dead') {
    world.real.newProcess(slot);
    world.seats[slot] = null;
  }
}

export function setLife(world: World, slot: number, life: Evidence): void {
  const id = world.seats[slot] ?? null;
  if (id === null) return;
  const agent = agentOf(world.state, id);
  if (agent.life === 'dead') return;
  agent.life = life;
  world.real.setLife(slot, life);
}

/** Does one command in both worlds; `toModel` is given the real answer for ids alone. */
export async function both<T>(
  world: World,
  slot: number,
  operation: OperationName,
  input: object,
  toModel: (state: NaiveState, real: Answer) => T,
): Promise<{ readonly real: Answer; readonly model: { readonly ok: T } | { readonly refused: string } }> {
  const real = await world.real.call(slot, operation, input);
  const { state, answer } = attempt(world.state, (draft) => toModel(draft, real));
  world.state = state;
  const word = `${operation}: ${'ok' in answer ? 'ok' : answer.refused}`;
  world.seen.set(word, (world.seen.get(word) ?? 0) + 1);
  return { real, model: answer };
}

/** The id that the real world gave to something new; any new one is right. */
export function newId(real: Answer, find: (ok: unknown) => unknown): string {
  const id = 'ok' in real ? find(real.ok) : undefined;
  return typeof id === 'string' ? id : 'refused';
}
