import { ShoalError } from '../../../domain/errors.ts';
import type { Profile } from '../../../domain/profile.ts';
import { exceeds, reach } from '../../../domain/session.ts';
import type { View } from '../../../store/port.ts';
import { type Caller, requireAgent, resolveCaller } from '../../caller.ts';
import type { Context } from '../../context.ts';
import { requireMaySpawn } from '../spawn/permission.ts';
import { runningSessionOf } from './find.ts';

/** Law 11: what holds for `spawn`, and besides that a session's agent gives no more permission than its own session has. */
export function requireMayStart(
  view: View,
  context: Pick<Context, 'settings'>,
  caller: Caller,
  profile: Profile,
): void {
  requireMaySpawn(view, context, caller, { count: 1, capabilities: [...profile.capabilities] });
  if (caller.human) return;
  const own = runningSessionOf(view, requireAgent(caller).id);
  if (own === undefined || !exceeds(profile, own.profile)) return;
  throw new ShoalError(
    'NOT_ALLOWED',
    `${profile.name} may do more (${reach(profile)}) than you (${reach(own.profile)}).`,
    { hint: 'Choose a profile with no more permission than your own, or ask a person to start it.' },
  );
}

/** A person, the agent that started it, or the leader: who else could disturb its work. */
export function requireMaySteer(view: View, caller: Caller, agentId: string, isLeader: boolean): void {
  if (caller.human || isLeader || caller.agent?.id === agentId) return;
  if (caller.agent !== null && view.get('agent', agentId)?.parent === caller.agent.id) return;
  throw new ShoalError('NOT_ALLOWED', 'Only a person, the leader or who started it can do that.', {
    hint: 'Send it a message instead: `shoal msg TEXT --to NAME`.',
  });
}

/** With the daemon every agent that it runs ends: none of them may decide that. */
export function requireMayEndAll(view: View, context: Pick<Context, 'facts' | 'machine'>): void {
  const { agent } = resolveCaller(view, context);
  if (agent === null || runningSessionOf(view, agent.id) === undefined) return;
  throw new ShoalError(
    'NOT_ALLOWED',
    'An agent that the daemon runs cannot stop it: all the others would end too.',
    {
      hint: 'Ask a person. What you started yourself ends with `shoal kill NAME`.',
    },
  );
}
