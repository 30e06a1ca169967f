import { type Agent, newAgent, processKey, type ProcessRef } from '../../../domain/agent.ts';
import { ShoalError } from '../../../domain/errors.ts';
import { handleOf, nameMax, parseName } from '../../../domain/names.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/agent.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { departAgent, goneReason } from '../../departure.ts';
import { currentLeader, holdElection } from '../../election.ts';
import { sweepDue } from '../../sweep.ts';
import { isoInstant } from '../../present.ts';
import { recordSignOfLife } from '../../command.ts';
import { type Binding, bindingOf, boundTo, findSelf } from './binding.ts';
import { agentCard } from './card.ts';

type Input = InputOf<typeof contracts.agentJoin>;
type Output = OutputOf<typeof contracts.agentJoin>;

/** Harnesses whose process holds one session at a time: a new one in the same process has replaced the old. */
const oneSessionPerProcess: ReadonlySet<string> = new Set(['claude', 'gemini']);
const tokenBytes = 24;
/** One that `join` gave, or one that the daemon gave to an agent it runs. */
const tokenPattern = /^(?:[0-9a-f]{48}|[0-9a-f]{64})$/;
const handleTriesMax = 10_000;

export const join: Handler<Input, Output> = (context, input) => {
  const token = usableToken(context);
  return context.store.transact((tx) => {
    sweepDue(tx, context);
    const binding = bindingOf(context.facts);
    const self = findSelf(tx, context, binding);
    if (self?.human === true)
      throw new ShoalError('NOT_ALLOWED', `${self.name} is a person, who needs not join.`);
    tx.actor = self?.id ?? tx.nextId('agent');
    const name = settleName(tx, context, input.name, self, binding);
    const agent =
      self === undefined
        ? create(tx, context, tx.actor, name, input, binding, token)
        : update(tx, context, self, name, input, binding, token);
    recordSignOfLife(tx, agent, context);
    holdElection(tx, agent, context);
    const leader = currentLeader(tx, context)?.agent === agent.id;
    return present(agent, {
      token,
      export: input.export === true ? exportLines(token) : null,
      joined: self === undefined,
      leader,
    });
  });
};

/** A token that the caller already has stays good; one that is not ours is replaced. */
function usableToken({ facts, machine }: Context): string {
  return facts.token !== null && tokenPattern.test(facts.token) ? facts.token : machine.randomHex(tokenBytes);
}

/** The name asked for, if it is free; else the one it has; else the next free handle. */
function settleName(
  tx: Transaction,
  context: Context,
  asked: string | undefined,
  self: ByKind<'agent'> | undefined,
  binding: Binding,
): string {
  if (asked === undefined) return self?.name ?? freeHandle(tx, Number((tx.actor ?? 'a0').slice(1)));
  const name = parseName(asked);
  if (name.toLowerCase() === context.facts.user.toLowerCase()) throw ownedByPerson(name);
  const holder = otherHolder(tx, context, name, self);
  if (holder === undefined) return name;
  if (!isCopyOf(holder, binding)) throw taken(name, holder);
  for (let number = 2; number < handleTriesMax; number += 1) {
    const numbered = `${name}-${number}`;
    if (numbered.length > nameMax) break;
    if (otherHolder(tx, context, numbered, self) === undefined) return numbered;
  }
  throw taken(name, holder);
}

/** Who else has the name; one who is gone gives it up here. */
function otherHolder(
  tx: Transaction,
  context: Context,
  name: string,
  self: ByKind<'agent'> | undefined,
): ByKind<'agent'> | undefined {
  const holder = tx.list('agent', { where: { liveName: name.toLowerCase() }, limit: 1 })[0];
  if (holder === undefined || holder.id === self?.id) return undefined;
  const reason = goneReason(tx, context, holder);
  if (reason === null) return holder;
  departAgent(tx, holder, reason);
  return undefined;
}

/** A script cannot choose another name: two copies of one that names itself are two agents, the second with a number. */
function isCopyOf(holder: ByKind<'agent'>, binding: Binding): boolean {
  return binding.by === 'process' && binding.harness === 'script' && holder.harness === 'script';
}

function freeHandle(tx: Transaction, first: number): string {
  for (let number = first; number < first + handleTriesMax; number += 1) {
    const handle = handleOf(number);
    if (tx.list('agent', { where: { liveName: handle }, limit: 1 }).length === 0) return handle;
  }
  throw new ShoalError('LIMIT', `No handle is free after ${handleTriesMax} tries.`, {
    hint: 'Give a name: `shoal join -n NAME`.',
  });
}

/** Law 11: the person may not have a record yet, but mail to the name is meant for the person. */
function ownedByPerson(name: string): ShoalError {
  return new ShoalError('CONFLICT', `${name} is the name of the person whose account this is.`, {
    hint: 'Choose another name, or none for a handle.',
  });
}

function taken(name: string, holder: ByKind<'agent'>): ShoalError {
  const where = holder.process === null ? '' : `, process ${holder.process.pid}`;
  return new ShoalError(
    'CONFLICT',
    `The name ${name} is taken by ${holder.id} (${holder.harness}${where}).`,
    {
      hint: 'Choose another name, or none for a handle. It is free again when that agent is gone.',
      details: { name, agent: holder.id },
    },
  );
}

function create(
  tx: Transaction,
  context: Context,
  id: string,
  name: string,
  input: Input,
  binding: Binding,
  token: string,
): Agent {
  replaceEarlierSession(tx, binding);
  const agent = newAgent({
    id,
    name,
    createdAt: tx.now,
    directory: context.place.cwd,
    tokenHash: context.machine.sha256(token),
    harness: input.harness ?? binding.harness,
    sessionKey: binding.sessionKey,
    process: binding.process,
    marker: context.facts.marker,
    ...said(input),
  });
  tx.create('agent', agent, { type: 'agent.joined', agent: id });
  return agent;
}

function update(
  tx: Transaction,
  context: Context,
  self: ByKind<'agent'>,
  name: string,
  input: Input,
  binding: Binding,
  token: string,
): Agent {
  const process = processOf(context, self, binding);
  const wanted: Partial<Agent> = {
    name,
    liveName: name.toLowerCase(),
    tokenHash: context.machine.sha256(token),
    sessionKey: binding.sessionKey ?? self.sessionKey,
    process,
    processKey: process === null ? null : processKey(process),
    ...(input.harness === undefined ? {} : { harness: input.harness }),
    ...said(input),
  };
  return tx.update('agent', self.id, wanted, { type: 'agent.updated', agent: self.id });
}

/** A resumed session lives in a new process; a token or marker stays with the process that it was given to. */
function processOf({ machine }: Context, self: ByKind<'agent'>, binding: Binding): ProcessRef | null {
  const isSessionMoved = binding.by === 'session' && binding.process !== null;
  if (isSessionMoved || self.process === null || machine.evidence(self.process) === 'dead')
    return binding.process ?? self.process;
  return self.process;
}

function said(input: Input): Partial<Agent> {
  return {
    ...(input.role === undefined ? {} : { role: parseName(input.role.replace(/^@/, ''), 'role') }),
    ...(input.workingOn === undefined ? {} : { workingOn: input.workingOn }),
    ...(input.capabilities === undefined
      ? {}
      : { capabilities: input.capabilities.map((text) => parseName(text, 'capability')) }),
  };
}

/** `/clear` and the like begin a new session in the same process: the earlier one has ended without a word. */
function replaceEarlierSession(tx: Transaction, binding: Binding): void {
  if (binding.by !== 'session' || binding.process === null || !oneSessionPerProcess.has(binding.harness))
    return;
  const earlier = tx.list('agent', { where: { processKey: processKey(binding.process) } });
  for (const agent of earlier) {
    if (agent.state === 'live' && agent.sessionKey?.startsWith(`${binding.harness}:`) === true)
      departAgent(tx, agent, 'replaced');
  }
}

/** For `eval`: under both names, because some harnesses drop variables that are named like tokens. */
function exportLines(token: string): string {
  return `export SHOAL_AGENT_TOKEN=${token}\nexport SHOAL_AGENT_KEY=${token}`;
}

function present(agent: Agent, more: Pick<Output, 'token' | 'export' | 'joined' | 'leader'>): Output {
  return {
    ...agentCard(agent),
    boundTo: boundTo(agent),
    createdAt: isoInstant(agent.createdAt),
    ...more,
  };
}
