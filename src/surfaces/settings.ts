import { existsSync, readFileSync } from 'node:fs';
import { ShoalError } from '../domain/errors.ts';
import { defaultSettings, type Settings } from '../operations/settings.ts';

const durabilities: ReadonlySet<unknown> = new Set(['full', 'relaxed']);

/** Settings of a workspace: the defaults, changed by `.shoal/config.json` if there is one. Throws INVALID_INPUT for what it cannot use. */
export function readSettings(file: string): Settings {
  const text = readIfThere(file);
  return text === undefined ? defaultSettings : parseSettings(text, file);
}

export function parseSettings(text: string, file: string): Settings {
  const given = parseObject(text, file);
  for (const [name, value] of Object.entries(given)) checkSetting(name, value, file);
  return { ...defaultSettings, ...given };
}

function checkSetting(name: string, value: unknown, file: string): void {
  if (!Object.hasOwn(defaultSettings, name)) {
    throw invalid(
      file,
      `there is no setting "${name}"`,
      `Settings are: ${Object.keys(defaultSettings).join(', ')}.`,
    );
  }
  if (name === 'durability') {
    if (!durabilities.has(value))
      throw invalid(file, `durability is ${JSON.stringify(value)}`, 'Use "full" or "relaxed".');
    return;
  }
  if (typeof defaultSettings[name as keyof Settings] === 'boolean') {
    // the name was just found among the settings
    if (typeof value !== 'boolean')
      throw invalid(file, `${name} is ${JSON.stringify(value)}`, 'Use true or false.');
    return;
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw invalid(
      file,
      `${name} is ${JSON.stringify(value)}`,
      'Use a whole number above 0; times are in milliseconds.',
    );
  }
}

function parseObject(text: string, file: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text, file);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(file, 'it holds no object', 'Write {"NAME": VALUE, …}.');
  return value as Readonly<Record<string, unknown>>; // just checked
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(
      file,
      error instanceof Error ? error.message : String(error),
      'Put right the JSON, or remove the file.',
    );
  }
}

function invalid(file: string, what: string, hint: string): ShoalError {
  return new ShoalError('INVALID_INPUT', `${file}: ${what}.`, { hint });
}

function readIfThere(file: string): string | undefined {
  // Most workspaces have no such file, and an error made for that costs more than the look.
  if (!existsSync(file)) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ShoalError('INVALID_INPUT', `${file} cannot be read: ${String(error)}`, { cause: error });
  }
}
