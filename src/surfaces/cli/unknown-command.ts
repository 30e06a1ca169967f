import { ShoalError } from '../../domain/errors.ts';
import { commandWords } from '../../operations/manifest.ts';
import { quote } from './forms.ts';
import { closest } from './suggest.ts';
import { surfaceCommands } from './surface-commands.ts';

/** Refuses words that are no command, with the one that was most likely meant. */
export function refuseUnknownCommand(words: readonly string[]): never {
  const [word = ''] = words;
  const known = [...commandWords(), ...Object.keys(surfaceCommands)];
  const meant = closest(words.slice(0, 2).join(' '), known) ?? closest(word, known);
  const what = word.startsWith('-')
    ? `shoal has no flag ${quote(word)} before a command.`
    : `There is no command ${quote(word)}.`;
  const hint =
    meant === undefined
      ? 'See `shoal help --all`.'
      : `Did you mean \`shoal ${meant}\`? See \`shoal help --all\`.`;
  throw new ShoalError('USAGE', what, { hint, details: meant === undefined ? {} : { didYouMean: meant } });
}
