import { newAgent } from '../../../domain/agent.ts';
import { ShoalError } from '../../../domain/errors.ts';
import { parseName } from '../../../domain/names.ts';
import type { Profile } from '../../../domain/profile.ts';
import { newSession, type Session } from '../../../domain/session.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { recordSignOfLife } from '../../command.ts';
import type { Context } from '../../context.ts';

/** What a session is made from; whoever calls has decided that it may be. */
export interface SessionOrder {
  readonly profile: Profile;
  /** Default: the next free of CALLED-1, CALLED-2, … */
  readonly name?: string | undefined;
  /** Default: as the profile. */
  readonly called?: string | undefined;
  readonly parent: string | null;
  readonly opening: string | null;
  readonly directory: string;
  readonly task?: string | null;
  readonly queue?: string | null;
  readonly forkOf?: ByKind<'session'> | null;
}

/** How an agent proves itself: from `context.agentTokens()`, which must be awaited before the transaction. */
export type TokenOf = (agent: string) => string;

/** The agent and what is wanted of it, in one commit; a daemon makes it so. */
export function createSession(
  tx: Transaction,
  context: Pick<Context, 'machine' | 'settings'>,
  tokenOf: TokenOf,
  order: SessionOrder,
): ByKind<'session'> {
  const agent = createSessionAgent(tx, context, tokenOf, order);
  const session: Session = newSession({
    id: tx.nextId('session'),
    agent: agent.id,
    profile: order.profile,
    directory: order.directory,
    task: order.task ?? null,
    queue: order.queue ?? null,
    opening: order.opening,
    forkOf: order.forkOf?.id ?? null,
    createdAt: tx.now,
  });
  tx.create('session', session, { type: 'session.started', agent: agent.id, task: session.task });
  return session;
}

/** Without a process: its session is what it lives by, and the daemon notes its signs of life. */
export function createSessionAgent(
  tx: Transaction,
  context: Pick<Context, 'machine' | 'settings'>,
  tokenOf: TokenOf,
  {
    profile,
    name,
    called = profile.name,
    parent,
    directory,
  }: Pick<SessionOrder, 'profile' | 'name' | 'called' | 'parent' | 'directory'>,
): ByKind<'agent'> {
  const id = tx.nextId('agent');
  const agent = newAgent({
    id,
    name: name === undefined ? freeName(tx, called) : requireFree(tx, parseName(name, 'name')),
    harness: profile.harness === 'command' ? 'script' : profile.harness,
    createdAt: tx.now,
    role: profile.role,
    capabilities: profile.capabilities,
    tokenHash: context.machine.sha256(tokenOf(id)),
    // Not the token: every process of the user can read it.
    marker: `${id}-${context.machine.randomHex(markerBytes)}`,
    parent,
    directory,
  });
  tx.create('agent', agent, { type: 'agent.spawned', agent: id });
  recordSignOfLife(tx, agent, context);
  return agent;
}

const markerBytes = 8;

function freeName(view: View, prefix: string): string {
  for (let number = 1; ; number += 1) {
    const name = parseName(`${prefix.slice(0, 48)}-${number}`, 'name');
    if (!isTaken(view, name)) return name;
  }
}

function requireFree(view: View, name: string): string {
  if (!isTaken(view, name)) return name;
  throw new ShoalError('CONFLICT', `There is an agent called ${name} already.`, {
    hint: 'Choose another name with -n, or end that one with `shoal kill`.',
  });
}

function isTaken(view: View, name: string): boolean {
  return view.list('agent', { where: { liveName: name.toLowerCase() }, limit: 1 }).length > 0;
}
