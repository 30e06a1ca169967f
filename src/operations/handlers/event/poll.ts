import { matchesAny } from '../../../domain/event-pattern.ts';
import { ShoalError } from '../../../domain/errors.ts';
import type { LogEvent } from '../../../store/port.ts';
import { agentCommand } from '../../command.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/event.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { agentName, isoInstant } from '../../present.ts';
import { waitUntil } from '../../wait.ts';
import { acknowledge } from './subscribe.ts';

type Input = InputOf<typeof contracts.eventPoll>;
type Output = OutputOf<typeof contracts.eventPoll>;

const shownDefault = 100;
const pageMax = 500;

/** At least once: what is given counts as dealt with only when it is acknowledged. */
export const poll: Handler<Input, Output> = async (context, input) => {
  const { patterns, agent } = await agentCommand(context, (tx, { id }) => {
    if (input.ackSeq !== undefined) acknowledge(tx, id, Math.min(input.ackSeq, tx.lastSeq));
    return { agent: id, patterns: tx.get('subscription', id)?.patterns ?? [] };
  });
  if (patterns.length === 0) {
    throw new ShoalError('NOTHING_TO_DO', 'You listen to nothing yet.', {
      hint: "For example `shoal subscribe 'task.*'`.",
    });
  }
  const look = async () => {
    const page = await nextPage(context, agent, patterns, input.limit ?? shownDefault);
    return page.events.length > 0 ? page : undefined;
  };
  const page = (await waitUntil(context, input.waitMs ?? 0, look)) ?? (await emptyPage(context, agent));
  if (input.ack === true && page.events.length > 0) await afterAnswer(context, agent, page.ackSeq);
  return page;
};

async function nextPage(
  context: Context,
  agent: string,
  patterns: readonly string[],
  limit: number,
): Promise<Output> {
  const from = await cursorOf(context, agent);
  const [oldest] = await context.store.events({ limit: 1 });
  const found: LogEvent[] = [];
  for (let after = from; found.length < limit;) {
    const events = await context.store.events({ after, limit: pageMax });
    found.push(...events.filter(({ type }) => matchesAny(type, patterns)));
    after = events.at(-1)?.seq ?? after;
    if (events.length < pageMax) break;
  }
  const page = found.slice(0, limit);
  return {
    events: await present(context, page),
    ackSeq: page.at(-1)?.seq ?? from,
    missed: oldest !== undefined && oldest.seq > from + 1,
  };
}

async function emptyPage(context: Context, agent: string): Promise<Output> {
  return { events: [], ackSeq: await cursorOf(context, agent), missed: false };
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
