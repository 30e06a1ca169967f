import { ShoalError } from '../../../domain/errors.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/config.ts';
import type { InputOf } from '../../define.ts';
import type { ConfigFile } from '../../ports.ts';
import { requireMayQueue, requirePerson } from './allow.ts';
import { type ConfigObject, toConfig } from './present.ts';
import { requireUnused } from './uses.ts';

export const set: Handler<InputOf<typeof contracts.configSet>, ConfigObject> = async (
  context,
  { key, value },
) => {
  const file = await context.config();
  const change = file.parse(key, value);
  await requireMayEdit(context, file, change.path, 'change');
  return toConfig(await file.edit([change]));
};

export const unset: Handler<InputOf<typeof contracts.configUnset>, ConfigObject> = async (
  context,
  { key },
) => {
  const file = await context.config();
  const { path, from } = file.explain(key);
  if (from !== 'file')
    throw new ShoalError('NOT_FOUND', `shoal.yaml says nothing of ${path.join('.')}.`, {
      hint: `See \`shoal config explain ${key}\`.`,
    });
  await requireMayEdit(context, file, path, 'remove');
  await requireUnused(context, path);
  return toConfig(await file.edit([{ path, value: undefined }]));
};

export const defaultProfile: Handler<InputOf<typeof contracts.configDefaultProfile>, ConfigObject> = async (
  context,
  { name },
) => {
  await requirePerson(context, 'choose the default profile');
  const file = await context.config();
  return toConfig(await file.edit([{ path: ['defaultProfile'], value: name }]));
};

/** How many workers a queue has is an agent's affair when it may start agents; everything else is a person's. */
async function requireMayEdit(
  context: Context,
  file: ConfigFile,
  path: readonly string[],
  what: string,
): Promise<void> {
  const [section, name, key] = path;
  const isCount = section === 'queues' && (key === 'maxParallel' || key === 'maxAttempts');
  if (!isCount) return requirePerson(context, `${what} ${path.join('.')}`);
  const { queues, profiles } = file.read();
  const profile = profiles[queues[name ?? '']?.profile ?? ''];
  await requireMayQueue(context, profile === undefined ? [] : [profile]);
}
