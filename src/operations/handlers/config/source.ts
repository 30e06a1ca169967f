import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/config.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { requirePerson } from './allow.ts';
import { toConfig } from './present.ts';

export const source: Handler<
  InputOf<typeof contracts.configSource>,
  OutputOf<typeof contracts.configSource>
> = async (context) => {
  const file = await context.config();
  const text = file.text();
  return {
    file: file.read().file,
    exists: text !== null,
    text: text ?? '',
    version: versionOf(context, text),
  };
};

export const write: Handler<
  InputOf<typeof contracts.configWrite>,
  OutputOf<typeof contracts.configWrite>
> = async (context, { text, base }) => {
  await requirePerson(context, 'write shoal.yaml');
  const file = await context.config();
  const config = await file.write(text, (before) => versionOf(context, before) === base);
  return { version: versionOf(context, text), config: toConfig(config) };
};

/** A file that is there and empty is another than none. */
function versionOf({ machine }: Pick<Context, 'machine'>, text: string | null): string {
  return text === null ? 'none' : machine.sha256(text);
}

export const check: Handler<
  InputOf<typeof contracts.configCheck>,
  OutputOf<typeof contracts.configCheck>
> = async (context, { text }) => {
  const config = await context.config();
  const { file, problems } = config.read();
  const found = config.check(text ?? config.text() ?? '').map(({ line, column, text: what }) => ({
    line,
    column,
    text: what,
  }));
  if (text === undefined) return { file, ok: problems.length === 0, problems: [...problems], found };
  const told = found.map((one) => `shoal.yaml:${one.line}:${one.column}: ${one.text}`);
  return { file, ok: found.length === 0, problems: told, found };
};
