import { ShoalError } from '../../../domain/errors.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/config.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { taskPolicies } from '../policy/of-task.ts';
import { explainLimit } from './limits.ts';
import { toConfig, toPolicies, toProfiles, toQueue } from './present.ts';

export const show: Handler<
  InputOf<typeof contracts.configShow>,
  OutputOf<typeof contracts.configShow>
> = async (context) => {
  const file = await context.config();
  return toConfig(file.read());
};

export const profileList: Handler<
  InputOf<typeof contracts.configProfileList>,
  OutputOf<typeof contracts.configProfileList>
> = async (context) => toProfiles((await context.config()).read());

export const queueList: Handler<
  InputOf<typeof contracts.configQueueList>,
  OutputOf<typeof contracts.configQueueList>
> = async (context) => Object.values((await context.config()).read().queues).map(toQueue);

export const policyList: Handler<
  InputOf<typeof contracts.configPolicyList>,
  OutputOf<typeof contracts.configPolicyList>
> = async (context) => {
  const { policies } = (await context.config()).read();
  return context.store.read((view) => toPolicies(policies, taskPolicies(view)));
};

export const schema: Handler<
  InputOf<typeof contracts.configSchema>,
  OutputOf<typeof contracts.configSchema>
> = async (context) => ({ ...(await context.config()).schema() });

type Explained = OutputOf<typeof contracts.configExplain>;

export const explain: Handler<InputOf<typeof contracts.configExplain>, Explained> = async (
  context,
  { key },
) => {
  const setting = explainLimit(context, key);
  if (setting !== null) return setting;
  const { path, ...explained } = (await context.config()).explain(key);
  return { key: path.join('.'), ...explained, running: await runningAs(context, path, explained.value) };
};

/** A daemon that runs already may have been given flags, or have found its port taken. */
async function runningAs(context: Context, path: readonly string[], value: unknown): Promise<string | null> {
  if (path[0] !== 'serve' || (path[1] !== 'port' && path[1] !== 'host')) return null;
  const url = (await statusOf(context))?.url;
  if (url === undefined || url === null) return null;
  const { hostname, port } = new URL(url);
  return (path[1] === 'port' ? port : hostname) === String(value) ? null : url;
}

async function statusOf(context: Context) {
  try {
    return await (await context.daemon()).status();
  } catch (error) {
    if (error instanceof ShoalError) return null;
    throw error;
  }
}
