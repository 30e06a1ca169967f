import { ShoalError } from '../../../domain/errors.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/config.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { ConfigChange } from '../../ports.ts';
import { requirePerson } from './allow.ts';
import { type ProfileObject, toProfile } from './present.ts';
import { requireUnused } from './uses.ts';

export const profileAdd: Handler<InputOf<typeof contracts.configProfileAdd>, ProfileObject> = async (
  context,
  { name, harness, ...others },
) => {
  await requirePerson(context, 'add a profile');
  const after = await (
    await context.config()
  ).edit((current) => {
    if (current.written.includes(name))
      throw new ShoalError('CONFLICT', `There is a profile "${name}" already.`, {
        hint: `Change it with \`shoal config set profiles.${name}.KEY VALUE\`, or remove it first.`,
      });
    const add: ConfigChange = { path: ['profiles', name], value: { harness, ...others } };
    const isFirst = current.written.length === 0 && current.defaultProfile === null;
    return isFirst ? [add, { path: ['defaultProfile'], value: name }] : [add];
  });
  const made = after.profiles[name];
  if (made === undefined) throw new ShoalError('INTERNAL', `The profile "${name}" was not written.`);
  return toProfile(after, made);
};

export const profileRemove: Handler<
  InputOf<typeof contracts.configProfileRemove>,
  OutputOf<typeof contracts.configProfileRemove>
> = async (context, { name }) => {
  await requirePerson(context, 'remove a profile');
  const file = await context.config();
  await requireUnused(context, ['profiles', name]);
  await file.edit(({ profiles, written }) => {
    if (written.includes(name)) return [{ path: ['profiles', name], value: undefined }];
    throw new ShoalError(
      'NOT_FOUND',
      Object.hasOwn(profiles, name)
        ? `"${name}" is built in: shoal.yaml says nothing of it.`
        : `There is no profile "${name}".`,
      { hint: `In shoal.yaml are: ${written.join(', ') || 'none'}.` },
    );
  });
  return { removed: name };
};
