import { depart, isAlive, isGoneByNow, passTime } from './life.ts';
import { agentOf, type Limits, type NaiveAgent, type NaiveState, Refusal } from './state.ts';

/** Who calls, as the world sees it: the agent last bound to this session or process, if any. */
export interface NaiveCaller {
  readonly agent: string | null;
  readonly human: boolean;
}

/** What every command of anyone begins with: time passes, the caller shows life, someone leads. */
export function begin(state: NaiveState, limits: Limits, caller: NaiveCaller): NaiveAgent | null {
  passTime(state, limits);
  if (caller.agent === null) return null;
  const agent = agentOf(state, caller.agent);
  if (!agent.live) return null;
  showLife(state, agent);
  elect(state, limits, agent);
  return agent;
}

/** Law 11: only who is proven may. */
export function requireAgent(agent: NaiveAgent | null): NaiveAgent {
  if (agent === null) throw new Refusal('NOT_JOINED');
  return agent;
}

export function showLife(state: NaiveState, agent: NaiveAgent): void {
  if (state.now - agent.lastSeen >= agent.everyMs) agent.lastSeen = state.now;
}

export function quicken(agent: NaiveAgent, leaseMs: number): void {
  agent.everyMs = Math.min(agent.everyMs, leaseMs / 10);
}

export interface JoinWish {
  readonly id: string;
  readonly name: string;
  readonly role: string | null;
  readonly capabilities: readonly string[];
  readonly hasProcess: boolean;
}

/** A name is free again when its agent is gone; the same session joining twice is the same agent. */
export function join(state: NaiveState, limits: Limits, caller: NaiveCaller, wish: JoinWish): NaiveAgent {
  passTime(state, limits);
  const name = unusedName(state, limits, caller, wish, 1);
  const agent = known(state, caller) ?? arrive(state, limits, { ...wish, name });
  agent.name = name;
  if (wish.role !== null) agent.role = wish.role;
  agent.capabilities = [...wish.capabilities];
  showLife(state, agent);
  elect(state, limits, agent);
  return agent;
}

/** Copies of a script that names itself are numbered: bot, bot-2, bot-3. Anyone else is refused a name in use. */
function unusedName(
  state: NaiveState,
  limits: Limits,
  caller: NaiveCaller,
  wish: JoinWish,
  number: number,
): string {
  const name = number === 1 ? wish.name : `${wish.name}-${number}`;
  for (const other of state.agents) {
    if (!other.live || other.name !== name || other.id === caller.agent) continue;
    if (isGoneByNow(state, limits, other)) depart(state, other, false);
    else if (wish.hasProcess && other.life !== 'unknown')
      return unusedName(state, limits, caller, wish, number + 1);
    else throw new Refusal('CONFLICT');
  }
  return name;
}

function known(state: NaiveState, caller: NaiveCaller): NaiveAgent | undefined {
  return state.agents.find((agent) => agent.id === caller.agent && agent.live);
}

function arrive(state: NaiveState, limits: Limits, wish: JoinWish): NaiveAgent {
  const agent: NaiveAgent = {
    id: wish.id,
    name: wish.name,
    role: wish.role,
    capabilities: [...wish.capabilities],
    live: true,
    human: false,
    life: wish.hasProcess ? 'alive' : 'unknown',
    lastSeen: state.now,
    everyMs: limits.leaderLeaseMs / 10,
  };
  state.agents.push(agent);
  return agent;
}

export function leave(state: NaiveState, limits: Limits, caller: NaiveCaller): void {
  passTime(state, limits);
  depart(state, requireAgent(known(state, caller) ?? null), true);
}

/** Law 10: one leader per term; who leads renews, and where nobody leads the next to speak takes over. */
export function elect(state: NaiveState, limits: Limits, agent: NaiveAgent): void {
  if (agent.human) return;
  const { leader } = state;
  const isLapsed = leader.leaseExpiresAt <= state.now;
  if (leads(state, limits)) {
    const isDue = leader.leaseExpiresAt - state.now <= limits.leaderLeaseMs * 0.9;
    if (isDue && (leader.agent === agent.id || isLapsed))
      leader.leaseExpiresAt = state.now + limits.leaderLeaseMs;
    return;
  }
  if (leader.standsBack === agent.id && leader.standsBackUntil > state.now) return;
  state.leader = {
    agent: agent.id,
    term: leader.term + 1,
    leaseExpiresAt: state.now + limits.leaderLeaseMs,
    standsBack: null,
    standsBackUntil: 0,
  };
}

export function leads(state: NaiveState, limits: Limits): boolean {
  if (state.leader.agent === null) return false;
  const agent = agentOf(state, state.leader.agent);
  if (!agent.live || agent.life === 'dead') return false;
  return state.leader.leaseExpiresAt > state.now || isAlive(state, limits, agent);
}

export function stepDown(
  state: NaiveState,
  limits: Limits,
  agent: NaiveAgent,
  term: number | undefined,
): void {
  requireLead(state, limits, agent, term);
  state.leader = {
    ...state.leader,
    agent: null,
    standsBack: agent.id,
    standsBackUntil: state.now + limits.leaderLeaseMs,
  };
}

export function requireLead(
  state: NaiveState,
  limits: Limits,
  agent: NaiveAgent,
  term: number | undefined,
): void {
  const isLeader = leads(state, limits) && state.leader.agent === agent.id;
  if (!isLeader || (term !== undefined && term !== state.leader.term)) throw new Refusal('STALE');
}

export function pause(state: NaiveState, agent: NaiveAgent): void {
  if (state.pausedBy !== null && (state.pausedByHuman || !agent.human)) return;
  state.pausedBy = agent.id;
  state.pausedByHuman = agent.human;
}

/** What a person paused only a person resumes; another agent's pause only the leader. */
export function resume(state: NaiveState, limits: Limits, agent: NaiveAgent): void {
  if (state.pausedByHuman && !agent.human) throw new Refusal('NOT_ALLOWED');
  if (!agent.human && state.pausedBy !== agent.id) requireLead(state, limits, agent, undefined);
  state.pausedBy = null;
  state.pausedByHuman = false;
}
