import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import { type Caller, requireAgent } from '../../caller.ts';
import { command } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/agent.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { departAgent, noneFreed } from '../../departure.ts';
import { requireLeader } from '../../election.ts';
import { findAgent } from '../../lookup.ts';
import { runningSessionOf } from '../session/find.ts';
import { stopSession } from '../session/stop.ts';

type Input = InputOf<typeof contracts.agentKill>;
type Output = OutputOf<typeof contracts.agentKill>;

/** First the processes, then the record: what is freed must not be taken while its old holder still writes. */
export const kill: Handler<Input, Output> = async (context, input) => {
  const victims = await command(context, (tx, caller) => choose(tx, context, caller, input));
  const killed: Output = [];
  for (const victim of victims) killed.push(await killOne(context, victim));
  return killed;
};

function choose(
  tx: Transaction,
  context: Context,
  caller: Caller,
  { name, all, term }: Input,
): readonly ByKind<'agent'>[] {
  const self = requireAgent(caller);
  if ((name === undefined) === (all !== true)) {
    throw new ShoalError('USAGE', 'Name one agent, or give --all.', {
      hint: 'See who is here with `shoal ps`.',
    });
  }
  const victims = name === undefined ? everyoneBut(tx, self) : [findAgent(tx, name)];
  const person = victims.find(({ human }) => human);
  if (person !== undefined) throw new ShoalError('NOT_ALLOWED', `${person.name} is a person.`);
  if (victims.some(({ id }) => id === self.id)) {
    throw new ShoalError(
      'USAGE',
      `${self.name} is you: nobody can end its own process and say how it went.`,
      { hint: 'Use `shoal leave`.' },
    );
  }
  if (!caller.human) requireLeader(tx, self, context, term);
  return victims;
}

function everyoneBut(tx: Transaction, self: ByKind<'agent'>): readonly ByKind<'agent'>[] {
  return tx.list('agent', { where: { state: 'live' } }).filter(({ id, human }) => id !== self.id && !human);
}

async function killOne(context: Context, victim: ByKind<'agent'>): Promise<Output[number]> {
  const session = await context.store.read((view) => runningSessionOf(view, victim.id));
  const { ended, freed } =
    session === undefined
      ? await endProcesses(context, victim)
      : await stopSession(context, session, victim, 'it was killed');
  const { outcome } = ended;
  return {
    id: victim.id,
    name: victim.name,
    outcome,
    killedPids: [...ended.killedPids],
    survivingPids: [...ended.survivingPids],
    releasedTasks: [...freed.tasks],
  };
}

async function endProcesses(context: Context, victim: ByKind<'agent'>) {
  const ended = await context.processes.killTree(victim.process, victim.marker);
  const freed = await command(context, (tx) =>
    ended.outcome === 'survived' ? noneFreed : departAgent(tx, victim, 'killed'),
  );
  return { ended, freed };
}
