import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { audience } from '../message/recipients.ts';
import { actsFor } from './same.ts';

export interface Deciders {
  /** As they are kept on the request: names and @roles; people need no naming. */
  readonly by: readonly string[];
  /** Ids of the agents among them who are here, to be told. */
  readonly agents: readonly string[];
}

/** Who is named as decider. Throws NOT_FOUND for a name or role that is not here, INVALID_INPUT when only the asker is. */
export function deciders(
  tx: Transaction,
  context: Context,
  asker: ByKind<'agent'>,
  addresses: readonly string[],
): Deciders {
  const by: string[] = [];
  const agents = new Set<string>();
  for (const address of addresses) {
    if (address.toLowerCase() === '@human') continue;
    if (address.startsWith('#') || address.toLowerCase() === '@all') throw notSomebody(address);
    const named = audience(tx, context, asker, [address]).agents.filter(({ human }) => !human);
    const others = named.filter((agent) => !actsFor(tx, agent, asker.id));
    if (named.length > 0 && others.length === 0) throw onlySelf(address);
    by.push(address.startsWith('@') ? address : (named[0]?.name ?? address));
    for (const { id } of others) agents.add(id);
  }
  return { by: [...new Set(by)], agents: [...agents] };
}

function notSomebody(address: string): ShoalError {
  return new ShoalError('INVALID_INPUT', `${address} cannot decide: a decider is somebody.`, {
    hint: 'Name an agent, a @role, @leader or @human.',
  });
}

function onlySelf(address: string): ShoalError {
  return new ShoalError(
    'INVALID_INPUT',
    `${address} is you, or works for you: nobody decides for themselves.`,
    {
      hint: 'Ask someone else, or a person: --by @human.',
    },
  );
}
