import {
  agentOf,
  type Limits,
  type NaiveAgent,
  type NaiveDelivery,
  type NaiveState,
  type NaiveTask,
} from './state.ts';

/** A living process keeps what it holds, unless it has been silent for hours. */
export function isAlive(state: NaiveState, limits: Limits, agent: NaiveAgent): boolean {
  return agent.live && agent.life === 'alive' && state.now - agent.lastSeen <= limits.silenceLimitMs;
}

/** When the lease of a running task ends, seen from now: any sign of life has renewed it, a death ended it. */
export function taskLeaseEnd(state: NaiveState, limits: Limits, task: NaiveTask): number {
  const holder = agentOf(state, task.holder ?? '');
  if (!holder.live || holder.life === 'dead') return 0;
  let end = task.leaseExpiresAt;
  end = Math.max(end, holder.lastSeen + task.leaseMs);
  if (isAlive(state, limits, holder)) end = Math.max(end, state.now + task.leaseMs);
  return end;
}

/** Law 3: what has lapsed by now is lapsed for everyone; what a life has kept is written down. */
export function passTime(state: NaiveState, limits: Limits): void {
  for (const task of state.tasks) {
    if (task.phase !== 'running' || task.leaseExpiresAt > state.now) continue;
    const end = taskLeaseEnd(state, limits, task);
    if (end > state.now) task.leaseExpiresAt = end;
    else loseTask(state, task);
  }
  state.locks = state.locks.filter((lock) => lock.leaseExpiresAt > state.now);
}

/** Its holder lost it: ready again, or failed when its attempts are used up. Its locks go with it. */
export function loseTask(state: NaiveState, task: NaiveTask): void {
  if (task.holder !== null && !task.lostBy.includes(task.holder)) task.lostBy.push(task.holder);
  freeLocksOf(state, task);
  task.holder = null;
  task.phase = task.attempts < task.maxAttempts ? 'open' : 'failed';
}

/** Word of progress keeps the locks of the task as well. */
export function renewLocksOf(state: NaiveState, task: NaiveTask): void {
  for (const lock of state.locks) {
    if (lock.task === task.id) lock.leaseExpiresAt = Math.max(lock.leaseExpiresAt, state.now + lock.leaseMs);
  }
}

export function freeLocksOf(state: NaiveState, task: NaiveTask): void {
  state.locks = state.locks.filter((lock) => lock.task !== task.id);
}

/** Everyone whose process is dead, or who has neither a process nor said a word for long, is gone; not who commands. */
export function buryTheDead(state: NaiveState, limits: Limits, caller: NaiveAgent): void {
  for (const agent of state.agents) {
    if (agent.id !== caller.id && isGoneByNow(state, limits, agent)) depart(state, agent, false);
  }
}

export function isGoneByNow(state: NaiveState, limits: Limits, agent: NaiveAgent): boolean {
  if (!agent.live || agent.human || agent.life === 'alive') return false;
  return agent.life === 'dead' || state.now - agent.lastSeen > limits.agentLeaseMs;
}

/** Who leaves by choice burns no attempt; who dies does. */
export function depart(state: NaiveState, agent: NaiveAgent, byChoice: boolean): void {
  for (const task of state.tasks) {
    if (task.phase !== 'running' || task.holder !== agent.id) continue;
    if (byChoice) giveBack(state, task);
    else loseTask(state, task);
  }
  state.locks = state.locks.filter((lock) => lock.holder !== agent.id);
  const bounced = new Set<string>();
  for (const message of state.messages) {
    for (const delivery of message.deliveries) {
      const isOpen = delivery.state === 'queued' || delivery.state === 'delivered';
      if (delivery.to !== agent.id || !isOpen) continue;
      delivery.state = 'expired';
      bounced.add(message.from);
    }
  }
  tellOfBounces(state, agent, bounced);
  if (state.leader.agent === agent.id) state.leader.agent = null;
  agent.live = false;
}

/** Law 12: each sender who is here is told, once, that what it wrote was never seen. */
function tellOfBounces(state: NaiveState, agent: NaiveAgent, senders: ReadonlySet<string>): void {
  for (const sender of state.agents) {
    if (!sender.live || sender.id === agent.id || !senders.has(sender.id)) continue;
    const deliveries: NaiveDelivery[] = [{ to: sender.id, state: 'queued' }];
    state.messages.push({ id: '', from: 'shoal', body: null, replyTo: null, deliveries });
  }
}

export function giveBack(state: NaiveState, task: NaiveTask): void {
  freeLocksOf(state, task);
  task.holder = null;
  task.phase = 'open';
  task.attempts = Math.max(0, task.attempts - 1);
}
