import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { departAgent, goneReason } from '../../departure.ts';
import { currentLeader } from '../../election.ts';
import { findAgent } from '../../lookup.ts';

export interface Audience {
  /** Live agents, each once. */
  readonly agents: readonly ByKind<'agent'>[];
  readonly topic: string | null;
}

type Circumstances = Pick<Context, 'machine' | 'settings'>;

/** Who is meant by the addresses. Throws NOT_FOUND for one that means nobody who is here; the dead depart first. */
export function audience(
  tx: Transaction,
  context: Circumstances,
  sender: ByKind<'agent'>,
  addresses: readonly string[],
): Audience {
  const live = departDeadAmong(tx, context, tx.list('agent', { where: { state: 'live' } }));
  const agents = new Map<string, ByKind<'agent'>>();
  let topic: string | null = null;
  for (const address of addresses) {
    if (address.startsWith('#')) {
      if (topic !== null) throw oneTopic();
      topic = topicName(address);
    }
    for (const agent of meantBy(tx, context, { address, sender, live })) agents.set(agent.id, agent);
  }
  return { agents: [...agents.values()], topic };
}

/** `#API` and `api` are the same topic. */
export function topicName(text: string): string {
  const name = text.replace(/^#/, '').trim().toLowerCase();
  if (/^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,63}$/u.test(name)) return name;
  throw new ShoalError('INVALID_INPUT', `${JSON.stringify(text)} is no topic.`, {
    hint: 'A topic is # and letters, digits, . _ / or -, such as #decisions.',
  });
}

interface Address {
  readonly address: string;
  readonly sender: ByKind<'agent'>;
  readonly live: readonly ByKind<'agent'>[];
}

function meantBy(
  tx: Transaction,
  context: Circumstances,
  { address, sender, live }: Address,
): readonly ByKind<'agent'>[] {
  if (address.startsWith('#')) {
    const followers = new Set(
      tx.list('follow', { where: { topic: topicName(address) } }).map(({ agent }) => agent),
    );
    return live.filter(({ id }) => followers.has(id) && id !== sender.id);
  }
  if (!address.startsWith('@')) return [findAgent(tx, address)];
  const word = address.slice(1).toLowerCase();
  switch (word) {
    case 'all':
      return live.filter(({ id }) => id !== sender.id);
    case 'leader':
      return [leaderOf(tx, context)];
    case 'human':
      return some(
        live.filter(({ human }) => human),
        address,
        'No person has run a command in this workspace yet.',
      );
    default:
      return roleOrName(live, address, word);
  }
}

/** `@worker` is everyone with that role; without such a role, the agent of that name. */
function roleOrName(
  live: readonly ByKind<'agent'>[],
  address: string,
  word: string,
): readonly ByKind<'agent'>[] {
  const inRole = live.filter(({ role }) => role?.toLowerCase() === word);
  if (inRole.length > 0) return inRole;
  const roles = [...new Set(live.flatMap(({ role }) => role ?? []))];
  const known = roles.length === 0 ? 'Nobody here has a role.' : `Roles here: ${roles.join(', ')}.`;
  return some(
    live.filter(({ liveName }) => liveName === word),
    address,
    known,
  );
}

function some(
  agents: readonly ByKind<'agent'>[],
  address: string,
  known: string,
): readonly ByKind<'agent'>[] {
  if (agents.length > 0) return agents;
  throw new ShoalError('NOT_FOUND', `${address} is nobody who is here. ${known}`, {
    hint: 'See who is here with `shoal ps`.',
  });
}

function leaderOf(view: View, context: Circumstances): ByKind<'agent'> {
  const id = currentLeader(view, context)?.agent;
  const agent = id === undefined || id === null ? undefined : view.get('agent', id);
  if (agent !== undefined) return agent;
  throw new ShoalError('NOT_FOUND', 'Nobody leads at the moment.', {
    hint: 'Write to @all or to a name; see `shoal ps`.',
  });
}

/** Nothing is sent to an agent whose process is dead. */
function departDeadAmong(
  tx: Transaction,
  context: Circumstances,
  agents: readonly ByKind<'agent'>[],
): readonly ByKind<'agent'>[] {
  return agents.filter((agent) => {
    const reason = goneReason(tx, context, agent);
    if (reason !== null) departAgent(tx, agent, reason);
    return reason === null;
  });
}

function oneTopic(): ShoalError {
  return new ShoalError('INVALID_INPUT', 'A message belongs to one topic at most.', {
    hint: 'Post it once for each topic.',
  });
}
