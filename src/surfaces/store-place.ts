import { readlinkSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ShoalError } from '../domain/errors.ts';
import type { Place } from '../operations/ports.ts';
import type { Environment } from './identity/harness.ts';
import { lstatIfThere, statIfThere } from './stat.ts';

const variable = 'SHOAL_STORE';

/**
 * The file of the store: `.shoal/shoal.db`, or where that links to. It is a link, and not a variable that each process would
 * have to be given: commands, hooks, agents and the daemon of a workspace never have different stores.
 */
export function storeFile({ stateDir }: Pick<Place, 'stateDir'>): string {
  const file = join(stateDir, 'shoal.db');
  return lstatIfThere(file)?.isSymbolicLink() === true ? resolve(stateDir, readlinkSync(file)) : file;
}

/** `init` puts the store where SHOAL_STORE says, seen from the root of the workspace. */
export function placeStore(place: Place, env: Environment): void {
  const asked = storeAskedFor(place, env);
  const own = join(place.stateDir, 'shoal.db');
  if (asked === undefined || asked === own || lstatIfThere(own) !== undefined) return;
  symlinkSync(asked, own);
}

/** A variable that names another store than this workspace has is refused: half of what happens would be elsewhere. */
export function refuseOtherStore(place: Place, env: Environment): void {
  const asked = storeAskedFor(place, env);
  const file = storeFile(place);
  if (asked === undefined || asked === file) return;
  throw new ShoalError(
    'CONFLICT',
    `${variable} names ${asked}, but the store of this workspace is ${file}.`,
    {
      hint: `It is chosen by the first \`shoal init\`. Unset ${variable}, or \`shoal export\` and import into a new workspace.`,
    },
  );
}

/** Throws for what can be no file. */
export function storeAskedFor({ root }: Pick<Place, 'root'>, env: Environment): string | undefined {
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text))
    throw new ShoalError('INVALID_INPUT', `${variable} is ${JSON.stringify(text)}, which is no file.`, {
      hint: 'Give the path of a file on this machine, such as /var/lib/shoal/project.db.',
    });
  const file = resolve(root, text);
  const directory = dirname(file);
  if (statIfThere(directory)?.isDirectory() !== true || statIfThere(file)?.isDirectory() === true)
    throw new ShoalError('INVALID_INPUT', `${variable}: ${file} can be no file.`, {
      hint: `Make the directory ${directory} first, and name a file in it.`,
    });
  return join(realpathSync(directory), basename(file));
}
