import { parseDuration } from '../../../domain/duration.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/config.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { settingDocs } from '../../settings.generated.ts';
import { defaultSettings, type Settings } from '../../settings.ts';
import { requirePerson } from './allow.ts';

type Limit = OutputOf<typeof contracts.configLimit>;
type Explained = OutputOf<typeof contracts.configExplain>;

export const limits: Handler<InputOf<typeof contracts.configLimits>, Limit[]> = async (context) => {
  const given = (await context.config()).limits();
  return (Object.keys(defaultSettings) as (keyof Settings)[]) // it has no others
    .map((name) => toLimit(context, name, given[name]))
    .toSorted((one, other) => Number(one.from === 'default') - Number(other.from === 'default'));
};

export const limit: Handler<InputOf<typeof contracts.configLimit>, Limit> = async (
  context,
  { name, value: text },
) => {
  await requirePerson(context, 'set a limit');
  const value = text === undefined ? undefined : parsed(name, text);
  const config = await context.config();
  await config.limit(name, value);
  const key = name as keyof Settings; // what is none was refused
  return toLimit(context, key, config.limits()[key]);
};

function toLimit(
  { settings }: Pick<Context, 'settings'>,
  name: keyof Settings,
  value: Limit['value'],
): Limit {
  const usual = defaultSettings[name];
  const from = value === usual ? 'default' : 'file';
  return { name, value, inForce: settings[name], default: usual, from, doc: settingDocs[name] };
}

/** A word is itself; a time may be given with its units. */
function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return name.endsWith('Ms') ? (parseDuration(text) ?? text) : text;
  }
}

/** Limits are no part of shoal.yaml, but a person need not know that. */
export function explainLimit(context: Pick<Context, 'settings'>, key: string): Explained | null {
  if (!Object.hasOwn(defaultSettings, key)) return null;
  const name = key as keyof Settings; // just found among them
  const { value, from, doc } = toLimit(context, name, context.settings[name]);
  return {
    key,
    value,
    from,
    where: from === 'default' ? null : '.shoal/config.json',
    doc: `${doc} A limit of the workspace, set in .shoal/config.json. Default: ${defaultSettings[name]}. All of them: docs/reference/settings.md`,
    running: null,
  };
}
