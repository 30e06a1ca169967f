import type { Output } from '../../data/api.ts';

type Agent = Output<'agent.ps'>[number];
type Session = Output<'session.list'>[number];

/** An agent as the table shows it: what it is, by what Shoal runs it, and what it took. */
export interface AgentEntry {
  /** Of the agent; of one that is gone, of its session. */
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly why: string | null;
  readonly parkedUntil: string | null;
  readonly task: string | null;
  readonly taskTitle: string | null;
  readonly lastSeenAt: string;
  /** On what evidence it is thought alive, or how it ended, in a word; and in full. */
  readonly evidence: string;
  readonly evidenceWhole: string;
  readonly harness: string;
  readonly model: string | null;
  readonly profile: string | null;
  readonly role: string | null;
  readonly queue: string | null;
  readonly locks: number;
  readonly contextShare: number | null;
  readonly costUsd: number | null;
  readonly costIs: string;
  readonly tokens: number | null;
  /** The tool call that runs, and since when. */
  readonly tool: Agent['tool'];
  readonly isGone: boolean;
  readonly isHuman: boolean;
}

interface Sources {
  readonly agents: readonly Agent[];
  /** The latest first. */
  readonly sessions: readonly Session[];
}

/** Those that are here, then sessions that have ended. */
export function entriesOf({ agents, sessions }: Sources): readonly AgentEntry[] {
  const startedFor = new Map(sessions.map(({ id, task }) => [id, task]));
  const here = agents.map((agent) => ofAgent(agent, startedFor.get(agent.session ?? '') ?? null));
  return [...here, ...sessions.filter(({ state }) => state === 'ended').map(ofSession)];
}

/** `startedFor`: the task that its session was started for, held or not. */
function ofAgent(agent: Agent, startedFor: string | null): AgentEntry {
  const { id, name, state, why, parkedUntil, task, taskTitle, lastSeenAt, harness, role, human } = agent;
  return {
    id,
    name,
    state,
    why,
    parkedUntil,
    task: task ?? startedFor,
    taskTitle,
    lastSeenAt,
    ...evidenceOf(agent),
    harness,
    model: agent.model,
    profile: agent.profile,
    role,
    queue: agent.queue,
    locks: agent.locks.length,
    ...figuresOf(agent),
    tool: agent.tool,
    isGone: state === 'gone',
    isHuman: human,
  };
}

function ofSession(session: Session): AgentEntry {
  const { id, agentName, why, task, harness, model, profile, queue, endedAt, changedAt, exitClass } = session;
  return {
    id,
    name: agentName,
    state: exitClass === 'crashed' ? 'failed' : 'ended',
    why,
    parkedUntil: null,
    task,
    taskTitle: null,
    lastSeenAt: endedAt ?? changedAt,
    evidence: exitClass ?? 'ended',
    evidenceWhole: session.exitText ?? exitClass ?? 'ended',
    harness,
    model,
    profile,
    role: null,
    queue,
    locks: 0,
    ...figuresOf(session),
    tool: null,
    isGone: true,
    isHuman: false,
  };
}

/** What says that it is alive: its process, or else only that it was heard of. */
function evidenceOf({ alive, pid, human }: Agent): Pick<AgentEntry, 'evidence' | 'evidenceWhole'> {
  if (human) return { evidence: 'a person', evidenceWhole: 'A person' };
  if (pid === null)
    return {
      evidence: 'did something',
      evidenceWhole: 'It did something then; it has no process to look at',
    };
  if (alive === 'unknown')
    return { evidence: 'unknown', evidenceWhole: `Its process ${pid} cannot be looked at from here` };
  return { evidence: alive, evidenceWhole: `Its process ${pid} is ${alive}` };
}

function figuresOf(
  figures: Pick<Agent, 'contextShare' | 'costUsd' | 'costIs' | 'inputTokens' | 'outputTokens'>,
): Pick<AgentEntry, 'contextShare' | 'costUsd' | 'costIs' | 'tokens'> {
  const { contextShare, costUsd, costIs, inputTokens, outputTokens } = figures;
  return {
    contextShare,
    costUsd,
    costIs,
    tokens: inputTokens === null ? null : inputTokens + (outputTokens ?? 0),
  };
}
