import type { View } from '../../store/port.ts';
import { requireAgent } from '../caller.ts';
import { identify } from '../command.ts';
import type { Context, Handler } from '../context.ts';
import type * as contracts from '../contracts/leader.ts';
import type { InputOf, OutputOf } from '../define.ts';
import { currentLeader, requireLeader, vacate } from '../election.ts';
import { agentName, isoInstant } from '../present.ts';

type LeaderObject = OutputOf<typeof contracts.leaderShow>;

export const show: Handler<InputOf<typeof contracts.leaderShow>, LeaderObject> = (context) =>
  context.store.read((view) => toLeader(view, context));

export const stepDown: Handler<
  InputOf<typeof contracts.leaderStepDown>,
  OutputOf<typeof contracts.leaderStepDown>
> = (context, { term, reason }) =>
  context.store.transact((tx) => {
    const agent = requireAgent(identify(tx, context));
    requireLeader(tx, agent, context, term);
    const ended = tx.get('leader', 'main')?.term ?? 0;
    vacate(tx, agent, reason ?? 'stepped down', context.settings.leaderLeaseMs);
    return { term: ended, agent: agent.id, agentName: agent.name };
  });

export function toLeader(view: View, context: Pick<Context, 'machine' | 'settings'>): LeaderObject {
  const leader = currentLeader(view, context);
  if (leader === undefined || leader.agent === null) return null;
  // Led by a sign of life that is not written yet: the lease that its next renewal gives.
  const leaseExpiresAt = Math.max(leader.leaseExpiresAt ?? 0, view.now);
  return {
    agent: leader.agent,
    agentName: agentName(view, leader.agent) ?? leader.agent,
    term: leader.term,
    electedAt: isoInstant(leader.electedAt ?? view.now),
    leaseExpiresAt: isoInstant(leaseExpiresAt),
  };
}
