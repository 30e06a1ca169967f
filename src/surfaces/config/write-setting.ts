import { existsSync, readFileSync } from 'node:fs';
import { ShoalError } from '../../domain/errors.ts';
import { defaultSettings } from '../../operations/settings.ts';
import { parseSettings } from '../settings.ts';
import { replaceFile } from './write.ts';

/** Sets one setting of the file, or with undefined leaves it to its default; all else in it stays. Throws INVALID_INPUT. */
export function writeSetting(file: string, name: string, value: unknown): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
  parseSettings(text, file);
  const before = JSON.parse(text) as Readonly<Record<string, unknown>>; // just checked
  const { [name]: _old, ...others } = before;
  const after = value === undefined ? others : { ...others, [name]: value };
  if (!Object.hasOwn(defaultSettings, name))
    throw new ShoalError('INVALID_INPUT', `There is no limit "${name}".`, {
      hint: 'See `shoal config limits`.',
    });
  const draft = `${JSON.stringify(after, null, 2)}\n`;
  parseSettings(draft, file);
  replaceFile(file, draft);
}
