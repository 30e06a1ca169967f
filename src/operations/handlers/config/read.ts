import { ShoalError } from '../../../domain/errors.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/config.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { defaultSettings } from '../../settings.ts';
import { taskPolicies } from '../policy/of-task.ts';
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

export const check: Handler<
  InputOf<typeof contracts.configCheck>,
  OutputOf<typeof contracts.configCheck>
> = async (context) => {
  const { file, problems } = (await context.config()).read();
  return { file, ok: problems.length === 0, problems: [...problems] };
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
  const setting = explainSetting(context, key);
  if (setting !== null) return setting;
  const { path, ...explained } = (await context.config()).explain(key);
  return { key: path.join('.'), ...explained, running: await runningAs(context, path, explained.value) };
};

/** Limits of the workspace are no part of shoal.yaml, but a person need not know that. */
function explainSetting({ settings }: Context, key: string): Explained | null {
  if (!Object.hasOwn(defaultSettings, key)) return null;
  const name = key as keyof typeof defaultSettings; // just found among them
  const isDefault = settings[name] === defaultSettings[name];
  return {
    key,
    value: settings[name],
    from: isDefault ? 'default' : 'file',
    where: isDefault ? null : '.shoal/config.json',
    doc: `A limit of the workspace, set in .shoal/config.json. Default: ${defaultSettings[name]}. All of them: docs/reference/settings.md`,
    running: null,
  };
}

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
