import { ShoalError } from '../../../domain/errors.ts';
import type { Context } from '../../context.ts';
import type * as contracts from '../../contracts/spawn.ts';
import type { InputOf } from '../../define.ts';
import type { LaunchPlan } from '../../ports.ts';

/** Nobody is there to be asked for permissions later, so a person sees now what will run. Throws USAGE where nobody is. */
export async function confirmed(
  { person }: Context,
  { yes, count }: InputOf<typeof contracts.spawnStart>,
  planned: readonly LaunchPlan[],
): Promise<boolean> {
  if (yes === true) return true;
  const answer = await person.confirm(
    describe(planned),
    `Start ${count === 1 ? 'it' : `these ${count}`} in the background?`,
  );
  if (answer !== null) return answer;
  throw new ShoalError(
    'USAGE',
    'In the background nobody is asked for permissions, and there is no terminal to ask at now.',
    {
      hint: 'See what would run with --dry-run, and then give -y.',
    },
  );
}

function describe(planned: readonly LaunchPlan[]): string {
  return planned
    .map(
      ({ order, commandLine, directory }) =>
        `${order.name}  in ${directory}\n  ${commandLine.map(shown).join(' ')}`,
    )
    .join('\n');
}

function shown(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
}
