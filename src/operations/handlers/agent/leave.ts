import { requireAgent, resolveCaller } from '../../caller.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/agent.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { departAgent } from '../../departure.ts';
import { sweepDue } from '../../sweep.ts';

/** Leaving stands for no election, so the caller is resolved without the rest of `identify`. */
export const leave: Handler<InputOf<typeof contracts.agentLeave>, OutputOf<typeof contracts.agentLeave>> = (
  context,
) =>
  context.store.transact((tx) => {
    sweepDue(tx, context);
    const agent = requireAgent(resolveCaller(tx, context));
    tx.actor = agent.id;
    const freed = departAgent(tx, agent, 'left');
    return {
      id: agent.id,
      name: agent.name,
      releasedTasks: [...freed.tasks],
      releasedLocks: [...freed.locks],
    };
  });
