import { matchesAny } from '../../../domain/event-pattern.ts';
import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, LogEvent } from '../../../store/port.ts';
import { agentCommand } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/event.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { agentName, isoInstant } from '../../present.ts';
import { waitUntil } from '../../wait.ts';
import { acknowledge, refuseUnlogged } from './subscribe.ts';

type Input = InputOf<typeof contracts.eventPoll>;
type Output = OutputOf<typeof contracts.eventPoll>;
type Page = Omit<Output, 'acked'>;

const shownDefault = 100;
const pageMax = 500;

/** At least once: what is given counts as dealt with only when it is acknowledged. */
export const poll: Handler<Input, Output> = async (context, input) => {
  const wanted = await agentCommand(context, (tx, { id }) => {
    refuseUnlogged(tx, 'ackSeq', input.ackSeq);
    if (input.ackSeq !== undefined) acknowledge(tx, id, input.ackSeq);
    return { agent: id, subscription: tx.get('subscription', id) };
  });
  const { agent, subscription } = wanted;
  if (subscription === undefined || subscription.patterns.length === 0) {
    throw new ShoalError('NOTHING_TO_DO', 'You listen to nothing yet.', {
      hint: "For example `shoal subscribe 'task.*'`.",
    });
  }
  const from = await cursorOf(context, agent);
  // What has been looked through once is not read again for each event that wakes the wait.
  let page = emptyPage(from);
  const look = async () => {
    const found = await nextPage(context, subscription, page.ackSeq, input.limit ?? shownDefault);
    page = { ...found, missed: page.missed || found.missed };
    return page.events.length > 0 ? page : undefined;
  };
  await waitUntil(context, input.waitMs ?? 0, look);
  const acked = input.ack === true;
  if (acked && page.ackSeq > from) await afterAnswer(context, agent, page.ackSeq);
  return { ...page, acked };
};

/** `ackSeq`: up to there nothing that is wanted is left but what is given. */
async function nextPage(
  context: Context,
  subscription: ByKind<'subscription'>,
  from: number,
  limit: number,
): Promise<Page> {
  const { patterns } = subscription;
  const type = patterns.length === 1 ? prefixOf(patterns[0] ?? '*') : undefined;
  const [oldest] = await context.store.events({ limit: 1 });
  // Read before the pages: what is committed meanwhile belongs to the next look.
  const last = await context.store.read((view) => view.lastSeq);
  const found: LogEvent[] = [];
  for (let after = from; found.length <= limit;) {
    const query = { after, limit: pageMax, ...(type === undefined ? {} : { type }) };
    const events = await context.store.events(query);
    found.push(...events.filter((event) => event.seq <= last && isWanted(event, subscription)));
    after = events.at(-1)?.seq ?? after;
    if (events.length < pageMax) break;
  }
  const page = found.slice(0, limit);
  return {
    events: await present(context, page),
    ackSeq: found.length > limit ? (page.at(-1)?.seq ?? from) : Math.max(from, last),
    missed: oldest !== undefined && oldest.seq > from + 1,
  };
}

function isWanted({ seq, type }: LogEvent, { patterns, since = {} }: ByKind<'subscription'>): boolean {
  return patterns.some((pattern) => seq > (since[pattern] ?? 0) && matchesAny(type, [pattern]));
}

/** What the store can tell apart by itself. */
function prefixOf(pattern: string): string | undefined {
  return pattern === '*' ? undefined : pattern.replace(/\.\*$/, '');
}

function emptyPage(ackSeq: number): Page {
  return { events: [], ackSeq, missed: false };
}

function cursorOf(context: Context, agent: string): Promise<number> {
  return context.store.read((view) => view.get('cursor', agent)?.ackedSeq ?? 0);
}

/** What an agent emitted shows its data; what Shoal recorded shows the facts of its event, and what changed. */
function present(context: Context, events: readonly LogEvent[]): Promise<Output['events']> {
  return context.store.read((view) =>
    events.map((event) => {
      const emitted = event.kind === 'signal';
      return {
        seq: event.seq,
        at: isoInstant(event.at),
        type: event.type,
        emitted,
        source: event.actor,
        sourceName: agentName(view, event.actor),
        id: event.id,
        data: emitted ? (event.change?.['data'] ?? null) : { ...event.change, ...event.data },
      };
    }),
  );
}

async function afterAnswer(context: Context, agent: string, ackSeq: number): Promise<void> {
  const work = () => context.store.transact((tx) => acknowledge(tx, agent, ackSeq));
  if (context.afterAnswer === undefined) await work();
  else context.afterAnswer(work);
}
