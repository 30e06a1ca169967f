import { ShoalError } from '../../../domain/errors.ts';
import type { Profile } from '../../../domain/profile.ts';
import { command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { requireMayStart } from '../session/permission.ts';

/** Law 11: profiles, policies and where the daemon serves say what agents may do, so only people change them. */
export async function requirePerson(context: Context, what: string): Promise<void> {
  await command(context, (_tx, caller) => {
    if (caller.human) return;
    throw new ShoalError(
      'NOT_ALLOWED',
      `Only a person can ${what}: it decides what agents may do, and no agent can raise that.`,
      { hint: 'Ask a person to run it at a terminal that no agent has started.' },
    );
  });
}

/**
 * A queue gives work to workers: an agent may change one when a person let agents start agents (`shoal allow spawn`),
 * and only for a profile that does no more than its own. `profiles`: those of the queue before and after.
 */
export async function requireMayQueue(context: Context, profiles: readonly Profile[]): Promise<void> {
  await command(context, (tx, caller) => {
    if (caller.human) return;
    if (profiles.length === 0)
      throw new ShoalError('NOT_ALLOWED', 'Only a person can change a queue that has no profile.', {
        hint: 'Ask a person to run it at a terminal that no agent has started.',
      });
    for (const profile of profiles) requireMayStart(tx, context, caller, profile);
  });
}
