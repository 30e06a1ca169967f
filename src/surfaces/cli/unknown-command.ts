import { ShoalError } from '../../domain/errors.ts';
import { commandWords } from '../../operations/manifest.ts';
import { quote } from './forms.ts';
import { closest } from './suggest.ts';
import { surfaceCommands } from './surface-commands.ts';

/** Refuses words that are no command, with the one that was most likely meant. */
export function refuseUnknownCommand(words: readonly string[]): never {
  const [word = '', next] = words;
  refuseUnknownSubcommand(word, next);
  const known = [...commandWords(), ...Object.keys(surfaceCommands)];
  const meant =
    closest(words.slice(0, 2).join(' '), known) ??
    closest(word, known) ??
    known.find((command) => command.endsWith(` ${word}`));
  const what = word.startsWith('-')
    ? `shoal has no flag ${quote(word)} before a command.`
    : `There is no command ${quote(word)}.`;
  throw refusal(what, meant, 'help --all');
}

/** Refuses a word behind the beginning of longer commands, such as `config profle`; returns where there is none longer. */
export function refuseUnknownSubcommand(begun: string, word: string | undefined): void {
  const ends = commandWords()
    .filter((command) => command.startsWith(`${begun} `))
    .map((command) => command.slice(begun.length + 1))
    .filter((end) => !end.startsWith('-'));
  if (ends.length === 0) return;
  const end = word === undefined ? undefined : closest(word, ends);
  throw refusal(
    `There is no command ${quote(word === undefined ? begun : `${begun} ${word}`)}.`,
    end === undefined ? undefined : `${begun} ${end}`,
    `help ${begun}`,
  );
}

function refusal(what: string, meant: string | undefined, list: string): ShoalError {
  const see = `See \`shoal ${list}\`.`;
  if (meant === undefined) return new ShoalError('USAGE', what, { hint: see });
  return new ShoalError('USAGE', what, {
    hint: `Did you mean \`shoal ${meant}\`? ${see}`,
    details: { didYouMean: meant },
  });
}
