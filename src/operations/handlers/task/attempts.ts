import type { Turn } from '../../../domain/session.ts';
import { effectiveState } from '../../../domain/task-rules.ts';
import type { ByKind, LogEvent, View } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/task.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { signOfLife } from '../../life.ts';
import { findTask } from '../../lookup.ts';
import { agentName, isoInstant, isoTime } from '../../present.ts';
import { sum } from '../usage/total.ts';

type Output = OutputOf<typeof contracts.taskAttempts>;
type Attempt = Output['attempts'][number];

const shownDefault = 50;
/** Of the task: claims, ends, and what was said in between. */
const eventsMax = 5_000;
const turnsMax = 10_000;

/** As the log tells it, for the record knows the latest alone. */
export const attempts: Handler<InputOf<typeof contracts.taskAttempts>, Output> = async (
  context,
  { id, limit = shownDefault },
) => {
  const task = await context.store.read((view) => findTask(view, id).id);
  const events = await context.store.events({ task, kinds: ['task'], newestFirst: true, limit: eventsMax });
  const all = spansOf(events.toReversed());
  const isWhole = events.length < eventsMax && events.at(-1)?.type === 'task.added';
  return context.store.read((view) => {
    const turns = view.list('turn', { where: { task }, newestFirst: true, limit: turnsMax });
    const costs = turnsBySpan(all, turns);
    const shown = all.slice(-limit).map((span) => {
      const number = all.indexOf(span) + 1;
      return toAttempt(view, context, task, { number, span, turns: costs.get(span) ?? [] });
    });
    return { task, attempts: shown, complete: isWhole && all.length <= limit };
  });
};

/** From a claim to what ended it. */
interface Span {
  readonly agent: string;
  readonly generation: number;
  readonly startedAt: number;
  end: { readonly state: Attempt['state']; readonly at: number; readonly text: string | null } | null;
}

const ends: Readonly<Record<string, Attempt['state']>> = {
  'task.done': 'done',
  'task.failed': 'failed',
  'task.attempt-failed': 'failed',
  'task.released': 'released',
  'task.lapsed': 'lapsed',
  'task.stolen': 'stolen',
  'task.cancelled': 'cancelled',
};

function spansOf(events: readonly LogEvent[]): readonly Span[] {
  const spans: Span[] = [];
  for (const { type, at, agent, change, data } of events) {
    const holder = change?.['holder'];
    if (type === 'task.claimed' && typeof holder === 'string') {
      spans.push({ agent: holder, generation: Number(change?.['generation']), startedAt: at, end: null });
      continue;
    }
    const last = spans.at(-1);
    const state = ends[type];
    if (state === undefined || last === undefined || last.end !== null) continue;
    if (agent !== null && agent !== last.agent && type !== 'task.cancelled') continue;
    const text = type === 'task.done' ? change?.['result'] : data?.['reason'];
    last.end = { state, at, text: typeof text === 'string' ? text : null };
  }
  return spans;
}

/** A turn belongs to the attempt of its agent in which it ended. */
function turnsBySpan(
  spans: readonly Span[],
  turns: readonly ByKind<'turn'>[],
): ReadonlyMap<Span, readonly Turn[]> {
  const found = Map.groupBy(turns, (turn) =>
    spans.findLast(({ agent, startedAt }) => agent === turn.agent && startedAt <= turn.endedAt),
  );
  return new Map([...found].flatMap(([span, own]) => (span === undefined ? [] : [[span, own] as const])));
}

interface Found {
  readonly number: number;
  readonly span: Span;
  readonly turns: readonly Turn[];
}

function toAttempt(view: View, context: Context, task: string, { number, span, turns }: Found): Attempt {
  const { agent, generation, startedAt } = span;
  const session = sessionOf(view, span);
  const end = span.end ?? endByNow(view, context, task);
  const { costUsd, costIs, inputTokens, outputTokens } = sum(turns);
  return {
    number,
    generation,
    state: end === null ? 'running' : stateOf(end, session),
    agent,
    agentName: agentName(view, agent) ?? agent,
    session: session?.id ?? null,
    profile: session?.profile.name ?? null,
    harness: session?.profile.harness ?? view.get('agent', agent)?.harness ?? null,
    model: turns[0]?.model ?? session?.profile.model ?? null,
    startedAt: isoInstant(startedAt),
    endedAt: isoTime(end?.at ?? null),
    wallMs: (end?.at ?? view.now) - startedAt,
    summary: end?.state === 'done' ? end.text : null,
    error: end === null || end.state === 'done' ? null : end.text,
    turns: turns.length,
    costUsd,
    costIs,
    inputTokens,
    outputTokens,
  };
}

/** Law 3: a lease that has lapsed is seen as lapsed, whether or not anybody has written it yet. */
function endByNow(view: View, context: Context, id: string): Span['end'] {
  const task = view.get('task', id);
  if (task === undefined) return null;
  const life = signOfLife(view, context, task.holder);
  if (effectiveState(task, view.now, life) === 'running') return null;
  const text = life.isGone ? 'its agent is gone (died)' : 'the lease lapsed without a sign of life';
  return { state: 'lapsed', at: view.now, text };
}

function stateOf(
  { state, text }: NonNullable<Span['end']>,
  session: ByKind<'session'> | undefined,
): Attempt['state'] {
  if (state === 'lapsed' && /is gone \(died/.test(text ?? '')) return 'crashed';
  const isOfWorker = state === 'failed' && text?.startsWith('its worker ended') === true;
  return isOfWorker && session?.exit?.class === 'crash' ? 'crashed' : state;
}

/** The agent's session that lived when it took the task. */
function sessionOf(view: View, { agent, startedAt }: Span): ByKind<'session'> | undefined {
  return view
    .list('session', { where: { agent }, newestFirst: true })
    .find(({ createdAt }) => createdAt <= startedAt);
}
