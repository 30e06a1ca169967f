import { ShoalError } from '../../domain/errors.ts';
import type { EventQuery, LogEvent, View } from '../../store/port.ts';
import type { Context, StreamHandler } from '../context.ts';
import type * as contracts from '../contracts/log.ts';
import type { InputOf, OutputOf } from '../define.ts';
import { agentName, isoInstant } from '../present.ts';
import { filterOf } from './log/filter.ts';

type Input = InputOf<typeof contracts.logList>;
export type EventObject = Exclude<OutputOf<typeof contracts.logList>, readonly unknown[]>;

export { histogram } from './log/histogram.ts';

const shownDefault = 50;
const pageMax = 500;

/** Without `follow` one array; with it each event as it comes, none missing and none twice: `seq` is the cursor. */
export const list: StreamHandler<Input, OutputOf<typeof contracts.logList>> = async function* (
  context,
  input,
) {
  if (input.follow === true && input.before !== undefined)
    throw new ShoalError('INVALID_INPUT', 'What comes is never before what there is.', {
      hint: 'Use --before without --follow.',
    });
  const filter = await filterOf(context, input);
  // Read before the first page: what is committed meanwhile belongs to what follows.
  const start = await lastSeq(context);
  const first = await firstPage(context, filter, input);
  if (input.follow !== true) {
    yield await present(context, first);
    return;
  }
  for (const event of await present(context, first)) yield event;
  yield* following(context, filter, first.at(-1)?.seq ?? input.after ?? start);
};

async function* following(context: Context, filter: EventQuery, from: number): AsyncGenerator<EventObject> {
  let after = from;
  let looked = from;
  while (!context.signal.aborted) {
    const end = await lastSeq(context);
    const events = await context.store.events({ ...filter, after, limit: pageMax });
    for (const event of await present(context, events)) yield event;
    after = events.at(-1)?.seq ?? after;
    looked = Math.max(looked, end, after);
    if (events.length < pageMax) await context.store.wait(looked, undefined, context.signal);
  }
}

/** The latest ones, oldest first; after a cursor the first ones, so that paging misses nothing. */
async function firstPage(
  context: Context,
  filter: EventQuery,
  { after, before, limit }: Input,
): Promise<readonly LogEvent[]> {
  if (after === undefined) {
    const query = { ...filter, ...(before === undefined ? {} : { before }) };
    const latest = await context.store.events({ ...query, newestFirst: true, limit: limit ?? shownDefault });
    return latest.toReversed();
  }
  const upTo = before === undefined ? {} : { before };
  return context.store.events({ ...filter, after, ...upTo, limit: limit ?? 10_000 });
}

function lastSeq(context: Context): Promise<number> {
  return context.store.read((view) => view.lastSeq);
}

/** Events as every surface gives them. */
export function present(
  context: Pick<Context, 'store'>,
  events: readonly LogEvent[],
): Promise<EventObject[]> {
  return context.store.read((view) => events.map((event) => toEvent(view, event)));
}

function toEvent(view: View, event: LogEvent): EventObject {
  const { seq, command, type, actor, kind, id, task, agent, change } = event;
  return {
    seq,
    at: isoInstant(event.at),
    command,
    type,
    actor,
    actorName: agentName(view, actor),
    kind,
    id,
    task,
    agent,
    agentName: agentName(view, agent),
    data: kind === 'signal' ? (change?.['data'] ?? null) : event.data,
    change: change === null ? null : { ...change },
  };
}
