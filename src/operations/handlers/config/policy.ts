import { ShoalError } from '../../../domain/errors.ts';
import type { TaskPolicy } from '../../../domain/policy.ts';
import { command } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/config.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { removeTaskPolicy, taskPolicies } from '../policy/of-task.ts';
import { requirePerson } from './allow.ts';
import { toPolicies } from './present.ts';

type Policies = OutputOf<typeof contracts.configPolicyList>;

export const policyAdd: Handler<InputOf<typeof contracts.configPolicyAdd>, Policies> = async (
  context,
  { first, decision, ...patterns },
) => {
  await requirePerson(context, 'add a policy');
  const after = await (
    await context.config()
  ).edit(({ policies }) => {
    const isBefore = first === true && policies.length > 0;
    return [
      {
        path: ['policies', isBefore ? '0' : '-'],
        value: { decision, ...patterns },
        ...(isBefore ? { insert: true } : {}),
      },
    ];
  });
  return toPolicies(after.policies, await ofTasks(context));
};

export const policyRemove: Handler<InputOf<typeof contracts.configPolicyRemove>, Policies> = async (
  context,
  { number },
) => {
  await requirePerson(context, 'remove a policy');
  const file = await context.config();
  const { policies: written } = file.read();
  const ofTask = (await ofTasks(context))[number - 1 - written.length];
  if (ofTask !== undefined) await command(context, (tx) => removeTaskPolicy(tx, ofTask));
  else await removeWritten(context, number);
  return toPolicies(file.read().policies, await ofTasks(context));
};

async function removeWritten(context: Context, number: number): Promise<void> {
  const file = await context.config();
  const shown = file.read().policies[number - 1];
  await file.edit(({ policies }) => {
    const now = policies[number - 1];
    if (now === undefined)
      throw new ShoalError('NOT_FOUND', `There is no policy ${number}; there are ${policies.length}.`, {
        hint: 'See `shoal config policy list`.',
      });
    // Somebody may have put one before it in the meantime.
    if (shown !== undefined && JSON.stringify(now) !== JSON.stringify(shown))
      throw new ShoalError('CONFLICT', 'The policies have just been changed.', {
        hint: 'See `shoal config policy list`.',
      });
    return [{ path: ['policies', String(number - 1)], value: undefined }];
  });
}

function ofTasks({ store }: Context): Promise<readonly TaskPolicy[]> {
  return store.read(taskPolicies);
}
