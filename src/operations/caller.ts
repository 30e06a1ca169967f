import { processKey } from '../domain/agent.ts';
import { ShoalError } from '../domain/errors.ts';
import type { ByKind, View } from '../store/port.ts';
import type { Context } from './context.ts';
import type { CallerFacts } from './ports.ts';

/** Who is calling, as proven. A person who never joined has no record yet: `agent` is null and `human` true. */
export interface Caller {
  readonly agent: ByKind<'agent'> | null;
  readonly human: boolean;
  /** The agent that a token, session or marker names, when it has left: it may do nothing, but what it sends is kept. */
  readonly departed: ByKind<'agent'> | null;
}

/** Law 11: token, then the harness's session, then the marker of spawn, then the process tree; else nobody. */
export function resolveCaller(view: View, context: Pick<Context, 'facts' | 'machine'>): Caller {
  const { facts } = context;
  const agent =
    byToken(view, context) ??
    bySession(view, facts) ??
    byMarker(view, facts) ??
    byProcess(view, facts) ??
    person(view, facts);
  // Asked last: a person is proven by reading the whole process tree.
  const human = (agent === undefined || agent.state === 'gone' || agent.human) && facts.provenHuman;
  if (agent?.state === 'gone') return { agent: null, human, departed: agent };
  return { agent: agent ?? null, human, departed: null };
}

/** One person in all terminals: the key that their record is found by. */
export function humanKey(user: string): string {
  return `human:${user}`;
}

export function sessionKey(session: { harness: string; id: string }): string {
  return `${session.harness}:${session.id}`;
}

/** The caller's live agent, or NOT_JOINED. */
export function requireAgent(caller: Caller): ByKind<'agent'> {
  if (caller.agent !== null) return caller.agent;
  if (caller.departed !== null) {
    const { name, leftReason } = caller.departed;
    const how = leftReason === null || leftReason === 'left' ? 'has left' : `is gone (${leftReason})`;
    throw new ShoalError('NOT_JOINED', `${name} ${how}.`, { hint: 'Join again with `shoal join`.' });
  }
  throw new ShoalError('NOT_JOINED', 'This session has not joined the workspace.', {
    hint: 'Run `shoal join` here first (a script: once, from the script itself).',
  });
}

type Found = ByKind<'agent'> | undefined;

/** One caller's token is asked about by each of its commands, and by whoever proves them. */
const hashes = new WeakMap<CallerFacts, string>();

/** What the record of the caller's agent holds of its token; null without one. */
export function tokenHash({ facts, machine }: Pick<Context, 'facts' | 'machine'>): string | null {
  if (facts.token === null) return null;
  const hash = hashes.get(facts) ?? machine.sha256(facts.token);
  hashes.set(facts, hash);
  return hash;
}

function byToken(view: View, context: Pick<Context, 'facts' | 'machine'>): Found {
  const hash = tokenHash(context);
  if (hash === null) return undefined;
  const agent = newest(view.list('agent', { where: { tokenHash: hash } }));
  if (agent !== undefined) return agent;
  throw new ShoalError('NOT_JOINED', 'SHOAL_AGENT_TOKEN names no agent of this workspace.', {
    hint: 'Unset the variable, or join again.',
  });
}

function bySession(view: View, { session }: CallerFacts): Found {
  return session === null
    ? undefined
    : newest(view.list('agent', { where: { sessionKey: sessionKey(session) } }));
}

function byMarker(view: View, { marker }: CallerFacts): Found {
  return marker === null ? undefined : newest(view.list('agent', { where: { marker } }));
}

/**
 * The nearest bound ancestor is the caller; a reused pid has another start time and is nobody. A harness that is not
 * bound ends the search: it is not whoever started it. Two sessions in one process are no evidence for either.
 */
function byProcess(view: View, facts: CallerFacts): Found {
  let left: Found;
  for (const ancestor of facts.ancestors) {
    const bound = view.list('agent', { where: { processKey: processKey(ancestor.process) } });
    if (bound.filter(({ state }) => state === 'live').length > 1) break;
    const agent = newest(bound);
    if (agent?.state === 'live') return agent;
    left ??= agent;
    if (ancestor.harness !== null && !ancestor.oneShot) break;
  }
  return facts.provenHuman ? undefined : left;
}

function person(view: View, { provenHuman, user }: CallerFacts): Found {
  return provenHuman ? newest(view.list('agent', { where: { sessionKey: humanKey(user) } })) : undefined;
}

/** Keys stay on the record of an agent that left; a live holder of the same key comes first. */
function newest(agents: readonly ByKind<'agent'>[]): Found {
  return agents.findLast((agent) => agent.state === 'live') ?? agents.at(-1);
}
