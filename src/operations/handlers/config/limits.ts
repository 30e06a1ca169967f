import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/config.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { settingDocs } from '../../settings.generated.ts';
import { defaultSettings, type Settings } from '../../settings.ts';
import { requirePerson } from './allow.ts';

type Limit = OutputOf<typeof contracts.configLimit>;
type Explained = OutputOf<typeof contracts.configExplain>;

export const limits: Handler<InputOf<typeof contracts.configLimits>, Limit[]> = async ({ settings }) => {
  const all = (Object.keys(defaultSettings) as (keyof Settings)[]).map((name) =>
    toLimit(name, settings[name]),
  );
  return all.toSorted((one, other) => Number(one.from === 'default') - Number(other.from === 'default'));
};

export const limit: Handler<InputOf<typeof contracts.configLimit>, Limit> = async (
  context,
  { name, value: text },
) => {
  await requirePerson(context, 'set a limit');
  const value = text === undefined ? undefined : parsed(text);
  await (await context.config()).limit(name, value);
  const key = name as keyof Settings; // what is none was refused
  return toLimit(key, (value as Limit['value'] | undefined) ?? defaultSettings[key]); // checked as it was written
};

function toLimit(name: keyof Settings, value: Limit['value']): Limit {
  const usual = defaultSettings[name];
  return { name, value, default: usual, from: value === usual ? 'default' : 'file', doc: settingDocs[name] };
}

/** A word is itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Limits are no part of shoal.yaml, but a person need not know that. */
export function explainLimit({ settings }: Pick<Context, 'settings'>, key: string): Explained | null {
  if (!Object.hasOwn(defaultSettings, key)) return null;
  const name = key as keyof Settings; // just found among them
  const { value, from, doc } = toLimit(name, settings[name]);
  return {
    key,
    value,
    from,
    where: from === 'default' ? null : '.shoal/config.json',
    doc: `${doc} A limit of the workspace, set in .shoal/config.json. Default: ${defaultSettings[name]}. All of them: docs/reference/settings.md`,
    running: null,
  };
}
