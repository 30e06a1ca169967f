/** A process that cannot be confused with a later one of the same number. Source: proc(5), fields 1 and 22 of `stat`. */
export interface ProcessRef {
  readonly bootId: string;
  /** Inode of the pid namespace; '' where there are none. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** Ticks since boot. */
  readonly startTime: string;
}

export interface Agent {
  readonly id: string;
  readonly name: string;
  /** Lower-cased name while live, else null: a name is free again when its agent is gone. */
  readonly liveName: string | null;
  readonly state: 'live' | 'gone';
  readonly human: boolean;
  readonly role: string | null;
  readonly harness: string;
  readonly capabilities: readonly string[];
  readonly workingOn: string | null;
  /** `harness:session id` of a session that a person or a harness started. */
  readonly sessionKey: string | null;
  readonly process: ProcessRef | null;
  /** `processKey(process)`. */
  readonly processKey: string | null;
  /** SHA-256, hex, of the agent's token. */
  readonly tokenHash: string | null;
  /** Value of SHOAL_AGENT in the environment of what `spawn` started. */
  readonly marker: string | null;
  readonly parent: string | null;
  readonly logFile: string | null;
  readonly directory: string | null;
  readonly createdAt: number;
  readonly leftAt: number | null;
  readonly leftReason: string | null;
}

/** Outside the log. Written at most every tenth of a lease. */
export interface Liveness {
  readonly id: string;
  readonly lastSeenAt: number;
  /** How often a sign of life is written: a tenth of the shortest lease held. */
  readonly everyMs: number;
}

/** What the machine says about an agent's process. `stopped` is no sign of life; `unknown` is another host or no process. */
export type Evidence = 'alive' | 'dead' | 'stopped' | 'unknown';

export function processKey(process: ProcessRef): string {
  return `${process.bootId}:${process.pidNamespace}:${process.pid}:${process.startTime}`;
}

/** What makes one agent differ from another when it is made; everything else starts empty. */
export type AgentFields = Pick<Agent, 'id' | 'name' | 'harness' | 'createdAt'> & Partial<Agent>;

export function newAgent(fields: AgentFields): Agent {
  return {
    human: false,
    role: null,
    capabilities: [],
    workingOn: null,
    sessionKey: null,
    process: null,
    tokenHash: null,
    marker: null,
    parent: null,
    logFile: null,
    directory: null,
    leftAt: null,
    leftReason: null,
    ...fields,
    state: 'live',
    liveName: fields.name.toLowerCase(),
    processKey: fields.process ? processKey(fields.process) : null,
  };
}

/** Why an agent is gone. Only `left` is voluntary: it burns no attempt of its task. */
export type DepartureReason = 'left' | 'died' | 'silent' | 'killed' | 'replaced';

/**
 * Its name is free again. Token, session, process and marker stay, so that what it still sends is known to be its own
 * and kept as late (law 2); every look-up prefers a live agent with the same key.
 */
export function departed(reason: DepartureReason, now: number): Partial<Agent> {
  return { state: 'gone', liveName: null, leftAt: now, leftReason: reason };
}

/**
 * Whether a live agent is gone by now, and why: its process is dead; or there is no process to look at and it has been
 * silent for `agentLeaseMs`. A person is never gone by silence. A living process is never gone, however silent.
 */
export function departureDue(
  agent: Agent,
  lastSeenAt: number,
  evidence: Evidence,
  now: number,
  agentLeaseMs: number,
): DepartureReason | null {
  if (agent.state === 'gone' || agent.human) return null;
  if (evidence === 'dead') return 'died';
  if (evidence === 'alive') return null;
  return now - lastSeenAt > agentLeaseMs ? 'silent' : null;
}
