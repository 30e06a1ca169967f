import type { View } from '../../../store/port.ts';
import { requireAgent, resolveCaller } from '../../caller.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/agent.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { currentLeader } from '../../election.ts';
import { isoInstant } from '../../present.ts';
import { boundTo } from './binding.ts';
import { runningTasks } from './holdings.ts';
import { agentCard } from './card.ts';

type Output = OutputOf<typeof contracts.agentWhoami>;

export const whoami: Handler<InputOf<typeof contracts.agentWhoami>, Output> = (context) =>
  context.store.read((view) => {
    const caller = resolveCaller(view, context);
    if (caller.agent === null && caller.human) return personWithoutRecord(context);
    return describe(view, context, requireAgent(caller));
  });

function describe(view: View, context: Context, agent: ReturnType<typeof requireAgent>): Output {
  return {
    ...agentCard(agent),
    boundTo: boundTo(agent),
    createdAt: isoInstant(agent.createdAt),
    task: runningTasks(view, context, agent.id)[0]?.id ?? null,
    leader: currentLeader(view, context)?.agent === agent.id,
  };
}

function personWithoutRecord({ facts }: Context): Output {
  return {
    id: null,
    name: facts.user,
    human: true,
    role: null,
    harness: 'terminal',
    capabilities: [],
    workingOn: null,
    boundTo: 'person',
    createdAt: null,
    task: null,
    leader: false,
  };
}
