import { ShoalError } from '../../domain/errors.ts';

/** What every command takes, before or after its own words. */
export interface Globals {
  json: boolean;
  debug: boolean;
  help: boolean;
  version: boolean;
  dir: string | undefined;
}

const yes: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'on']);

export function initialGlobals(env: Readonly<Record<string, string | undefined>>): Globals {
  return {
    json: yes.has((env['SHOAL_JSON'] ?? '').toLowerCase()),
    debug: false,
    help: false,
    version: false,
    dir: undefined,
  };
}

/** Consumes `word` (and its value from `rest`) when it is one of the flags that every command has. */
export function takeGlobal(word: string, rest: string[], globals: Globals): boolean {
  switch (word) {
    case '--json':
      globals.json = true;
      return true;
    case '--debug':
      globals.debug = true;
      return true;
    case '--help':
    case '-h':
      globals.help = true;
      return true;
    case '--version':
      globals.version = true;
      return true;
    case '-C':
    case '--dir':
      globals.dir = dirFrom(rest.shift(), word);
      return true;
    default:
      if (!word.startsWith('--dir=')) return false;
      globals.dir = dirFrom(word.slice('--dir='.length), '--dir');
      return true;
  }
}

function dirFrom(value: string | undefined, shown: string): string {
  if (value !== undefined && value !== '') return value;
  throw new ShoalError('USAGE', `${shown} needs a directory.`, {
    hint: `For example: shoal ${shown} ../app status`,
  });
}
