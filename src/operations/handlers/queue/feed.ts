import { ShoalError } from '../../../domain/errors.ts';
import type { Profile, QueueConfig } from '../../../domain/profile.ts';
import { exceeds, reach } from '../../../domain/session.ts';
import type { View } from '../../../store/port.ts';
import type { Caller } from '../../caller.ts';
import type { Context } from '../../context.ts';
import type { Config } from '../../ports.ts';
import { lastSessionOf } from '../session/find.ts';

/** A queue, and who works for it. */
export interface DispatchedQueue {
  readonly queue: QueueConfig;
  readonly profile: Profile;
  /** Default: the workspace's. */
  readonly directory?: string;
  /** What its workers are called: NAME-1, NAME-2, … Default: as their profile. */
  readonly called?: string;
}

/** What shoal.yaml says of the queues that tasks are added to. */
interface FedQueue {
  readonly queue: QueueConfig;
  readonly profile: Profile | null;
}

export type FedQueues = ReadonlyMap<string, FedQueue>;

interface QueuedItem {
  readonly queue?: string;
  readonly maxAttempts?: number;
}

const none: FedQueues = new Map();

/** The configuration is read only for tasks that name a queue. */
export async function queuesOf(context: Context, items: readonly QueuedItem[]): Promise<FedQueues> {
  const names = new Set(items.flatMap(({ queue }) => queue ?? []));
  if (names.size === 0) return none;
  const config = (await context.config()).read();
  return new Map([...names].flatMap((name) => entryOf(config, name)));
}

function entryOf(config: Config, name: string): readonly [string, FedQueue][] {
  const queue = configuredQueue(config, name);
  if (queue === undefined) return [];
  return [[name, { queue, profile: profileOf(config, queue) }]];
}

/** Why tasks of a queue wait for whoever claims them; null when workers take them. */
export async function whyUnworked(context: Context, name: string, queues: FedQueues): Promise<string | null> {
  if ((queues.get(name)?.profile ?? null) !== null) return null;
  const { problems } = (await context.config()).read();
  const waits = `waits for whoever claims it (\`shoal claim --queue ${name}\`)`;
  return problems.length === 0
    ? `${name} has no profile: it ${waits}`
    : `${name} has no profile in force: shoal.yaml has a problem. ${problems[0]} Until that is right it ${waits}`;
}

/** As shoal.yaml has it; undefined: it does not. */
export function configuredQueue({ queues }: Pick<Config, 'queues'>, name: string): QueueConfig | undefined {
  return Object.hasOwn(queues, name) ? queues[name] : undefined;
}

export function profileOf({ profiles }: Config, { profile }: QueueConfig): Profile | null {
  return profile !== null && Object.hasOwn(profiles, profile) ? (profiles[profile] ?? null) : null;
}

/** Law 11: work given to a queue is done with the permission of its profile; nobody gives more than it has. */
export function requireMayFeed(view: View, caller: Caller, queues: FedQueues): void {
  const agent = caller.agent ?? caller.departed;
  if (caller.human || agent === null) return;
  for (const { queue, profile } of queues.values()) {
    const own = profile === null ? null : excess(view, agent.id, queue, profile);
    if (own === null || profile === null) continue;
    throw new ShoalError(
      'NOT_ALLOWED',
      `Workers of ${queue.name} may do more (${reach(profile)}) than you (${reach(own)}).`,
      {
        hint: `A person can let you: \`shoal config set queues.${queue.name}.open true\`.`,
      },
    );
  }
}

/** The agent's own profile, when a queue's workers may do more than it. An agent that Shoal does not run has none. */
export function excess(view: View, agent: string, queue: QueueConfig, profile: Profile): Profile | null {
  if (queue.open) return null;
  const session = lastSessionOf(view, agent);
  return session !== undefined && exceeds(profile, session.profile) ? session.profile : null;
}

export function withQueue<T extends QueuedItem>(item: T, queues: FedQueues): T {
  const maxAttempts = queues.get(item.queue ?? '')?.queue.maxAttempts ?? null;
  return item.maxAttempts !== undefined || maxAttempts === null ? item : { ...item, maxAttempts };
}

/** A queue with a profile needs a daemon that starts its workers. */
export async function ensureDispatched(context: Context, queues: FedQueues): Promise<void> {
  if (![...queues.values()].some(({ profile }) => profile !== null)) return;
  try {
    await (await context.daemon()).ensure();
  } catch (cause) {
    if (!(cause instanceof ShoalError)) throw cause;
    throw new ShoalError(cause.code, `It is queued, but nobody works on it: ${cause.message}`, {
      hint: cause.hint ?? 'See `shoal serve logs`.',
      cause,
    });
  }
}
