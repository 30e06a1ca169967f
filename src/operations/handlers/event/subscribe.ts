import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import { agentCommand } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/event.ts';
import type { InputOf, OutputOf } from '../../define.ts';

type Input = InputOf<typeof contracts.eventSubscribe>;
type Output = OutputOf<typeof contracts.eventSubscribe>;

const patternsMax = 100;

/** Who subscribes hears what comes, not what was, unless it asks for a replay: then of these patterns alone. */
export const subscribe: Handler<Input, Output> = (context, input) =>
  agentCommand(context, (tx, agent) => {
    refuseUnlogged(tx, 'from', input.from);
    const known = tx.get('subscription', agent.id);
    const before = known?.patterns ?? [];
    const ackedSeq = before.length === 0 ? tx.lastSeq : (tx.get('cursor', agent.id)?.ackedSeq ?? 0);
    const patterns = changed(before, input);
    const since = sinceOf(patterns, input, {
      known: known?.since ?? {},
      heardTo: ackedSeq,
      added: (pattern) => (before.includes(pattern) ? undefined : tx.lastSeq),
    });
    if (input.from !== undefined) acknowledge(tx, agent.id, Math.min(input.from, ackedSeq));
    else if (before.length === 0 && patterns.length > 0) acknowledge(tx, agent.id, tx.lastSeq);
    keep(tx, agent, patterns, since);
    return { patterns: [...patterns], ackedSeq: tx.get('cursor', agent.id)?.ackedSeq ?? tx.lastSeq };
  });

function changed(before: readonly string[], { patterns = [], remove }: Input): readonly string[] {
  if (remove === true) return patterns.length === 0 ? [] : before.filter((one) => !patterns.includes(one));
  const all = [...new Set([...before, ...patterns])];
  if (all.length <= patternsMax) return all;
  throw new ShoalError(
    'LIMIT',
    `These would be ${all.length} patterns, at most ${patternsMax} are allowed.`,
    {
      hint: 'Use task.* for all that begins so, or remove some: `shoal subscribe --remove PATTERN`.',
    },
  );
}

interface Heard {
  readonly known: Readonly<Record<string, number>>;
  /** What was heard up to here is not given again for a replay of something else. */
  readonly heardTo: number;
  /** Where the log stands, for a pattern that is new. */
  readonly added: (pattern: string) => number | undefined;
}

function sinceOf(
  patterns: readonly string[],
  { patterns: named = [], from }: Input,
  { known, heardTo, added }: Heard,
): Readonly<Record<string, number>> {
  const replayed = named.length === 0 ? patterns : named;
  return Object.fromEntries(
    patterns.map((pattern) => {
      if (from === undefined) return [pattern, added(pattern) ?? known[pattern] ?? 0];
      return [pattern, replayed.includes(pattern) ? from : Math.max(known[pattern] ?? 0, heardTo)];
    }),
  );
}

function keep(
  tx: Transaction,
  { id }: ByKind<'agent'>,
  patterns: readonly string[],
  since: Readonly<Record<string, number>>,
): void {
  const known = tx.get('subscription', id);
  const note = { type: 'event.subscribed', agent: id };
  if (known !== undefined) tx.update('subscription', id, { patterns, since }, note);
  else if (patterns.length > 0) tx.create('subscription', { id, patterns, since, createdAt: tx.now }, note);
}

/** Law 13: a place beyond the end would leave out what is still to come. */
export function refuseUnlogged(
  view: Pick<Transaction, 'lastSeq'>,
  what: string,
  seq: number | undefined,
): void {
  if (seq === undefined || seq <= view.lastSeq) return;
  throw new ShoalError('INVALID_INPUT', `${what} is ${seq}, and the last event is ${view.lastSeq}.`, {
    hint: 'Give the seq of an event that there is.',
    details: { lastSeq: view.lastSeq },
  });
}

/** A cursor is the subscriber's own word: it may go back too, to hear again. */
export function acknowledge(tx: Transaction, id: string, ackedSeq: number): void {
  const note = { type: 'cursor.moved' };
  if (tx.get('cursor', id) === undefined) tx.create('cursor', { id, ackedSeq }, note);
  else tx.update('cursor', id, { ackedSeq }, note);
}
