import { ShoalError } from '../domain/errors.ts';
import type { ByKind, Transaction } from '../store/port.ts';
import { type Caller, humanKey, requireAgent, resolveCaller } from './caller.ts';
import type { Context } from './context.ts';
import { holdElection } from './election.ts';
import { sweepDue } from './sweep.ts';

/** Runs one command of anyone: the caller may be unknown. A person at a terminal becomes an agent without joining. */
export async function command<T>(
  context: Context,
  decide: (tx: Transaction, caller: Caller) => T,
): Promise<T> {
  await ensurePerson(context);
  return context.store.transact((tx) => decide(tx, identify(tx, context)));
}

/** Resolves who is calling, signs the transaction's events with them, and notes the sign of life. */
export function identify(tx: Transaction, context: Context): Caller {
  // Before the caller's own sign of life: what has lapsed is lapsed for its late holder too (law 3).
  sweepDue(tx, context);
  const caller = resolveCaller(tx, context);
  if (caller.agent === null) return caller;
  tx.actor = caller.agent.id;
  recordSignOfLife(tx, caller.agent, context);
  holdElection(tx, caller.agent, context);
  return caller;
}

/** Runs one command of an agent. */
export async function agentCommand<T>(
  context: Context,
  decide: (tx: Transaction, agent: ByKind<'agent'>) => T,
): Promise<T> {
  return command(context, (tx, caller) => decide(tx, requireAgent(caller)));
}

/** Any command is a sign of life; written at most every tenth of a lease. */
export function recordSignOfLife(
  tx: Transaction,
  agent: ByKind<'agent'>,
  context: Pick<Context, 'settings'>,
): void {
  const seen = tx.get('liveness', agent.id);
  const note = { type: 'liveness.seen' };
  if (seen === undefined) {
    const everyMs = context.settings.leaderLeaseMs / 10;
    return tx.create('liveness', { id: agent.id, lastSeenAt: tx.now, everyMs }, note);
  }
  if (tx.now - seen.lastSeenAt < seen.everyMs) return;
  tx.update('liveness', agent.id, { lastSeenAt: tx.now }, note);
}

/** Refuses what only a person may do. */
export function requireHuman(caller: Caller, what: string): void {
  if (caller.human) return;
  throw new ShoalError('NOT_ALLOWED', `Only a person can ${what}.`, {
    hint: 'Run it yourself at a terminal that no agent has started.',
  });
}

/** A person's record is made the first time it is needed. */
export async function ensurePerson(context: Context): Promise<void> {
  if (!context.facts.provenHuman) return;
  const known = await context.store.read((view) => resolveCaller(view, context));
  if (known.agent !== null) return;
  await context.store.transact((tx) => {
    if (resolveCaller(tx, context).agent !== null) return;
    createPerson(tx, context);
  });
}

function createPerson(tx: Transaction, context: Context): void {
  const id = tx.nextId('agent');
  const { user } = context.facts;
  const taken = tx.list('agent', { where: { liveName: user.toLowerCase() } }).length > 0;
  const name = taken ? `${user}-${id}` : user;
  tx.create(
    'agent',
    {
      id,
      name,
      liveName: name.toLowerCase(),
      state: 'live',
      human: true,
      role: null,
      harness: 'terminal',
      capabilities: [],
      workingOn: null,
      sessionKey: humanKey(user),
      process: null,
      processKey: null,
      tokenHash: null,
      marker: null,
      parent: null,
      logFile: null,
      directory: null,
      createdAt: tx.now,
      leftAt: null,
      leftReason: null,
    },
    { type: 'agent.joined', agent: id },
  );
}
