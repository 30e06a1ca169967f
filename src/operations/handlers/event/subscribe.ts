import type { ByKind, Transaction } from '../../../store/port.ts';
import { agentCommand } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/event.ts';
import type { InputOf, OutputOf } from '../../define.ts';

type Input = InputOf<typeof contracts.eventSubscribe>;
type Output = OutputOf<typeof contracts.eventSubscribe>;

/** Who subscribes for the first time hears what comes, not what was. */
export const subscribe: Handler<Input, Output> = (context, input) =>
  agentCommand(context, (tx, agent) => {
    const before = tx.get('subscription', agent.id)?.patterns ?? [];
    const patterns = changed(before, input);
    if (input.from !== undefined) acknowledge(tx, agent.id, input.from);
    else if (before.length === 0 && patterns.length > 0) acknowledge(tx, agent.id, tx.lastSeq);
    keep(tx, agent, patterns);
    return { patterns: [...patterns], ackedSeq: tx.get('cursor', agent.id)?.ackedSeq ?? tx.lastSeq };
  });

function changed(before: readonly string[], { patterns = [], remove }: Input): readonly string[] {
  if (remove !== true) return [...new Set([...before, ...patterns])].slice(0, patternsMax);
  return patterns.length === 0 ? [] : before.filter((pattern) => !patterns.includes(pattern));
}

const patternsMax = 100;

function keep(tx: Transaction, { id }: ByKind<'agent'>, patterns: readonly string[]): void {
  const known = tx.get('subscription', id);
  if (known === undefined) {
    if (patterns.length === 0) return;
    tx.create('subscription', { id, patterns, createdAt: tx.now }, { type: 'event.subscribed', agent: id });
  } else tx.update('subscription', id, { patterns }, { type: 'event.subscribed', agent: id });
}

/** A cursor is the subscriber's own word: it may go back too, to hear again. */
export function acknowledge(tx: Transaction, id: string, ackedSeq: number): void {
  const note = { type: 'cursor.moved' };
  if (tx.get('cursor', id) === undefined) tx.create('cursor', { id, ackedSeq }, note);
  else tx.update('cursor', id, { ackedSeq }, note);
}
