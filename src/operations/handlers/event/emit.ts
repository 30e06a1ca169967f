import { matchesAny } from '../../../domain/event-pattern.ts';
import { ShoalError } from '../../../domain/errors.ts';
import type { View } from '../../../store/port.ts';
import { agentCommand } from '../../command.ts';
import { once } from '../../once.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/event.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { signal } from './signal.ts';

type Input = InputOf<typeof contracts.eventEmit>;
type Output = OutputOf<typeof contracts.eventEmit>;

/** The log carries the event under its own type; that an agent said it, and which, stays with it. */
export const emit: Handler<Input, Output> = async (context, input) => {
  const data = input.data ?? null;
  refuseTooLong(data, context.settings.messageBytesMax);
  return agentCommand(context, (tx, agent) =>
    once(tx, context, { operation: 'event.emit', actor: agent.id, key: input.key }, () => {
      const { type } = input;
      const id = signal(tx, context, { type, source: agent.id, data });
      return { id, type, seq: tx.loggedSeq(), subscribers: subscribersOf(tx, type) };
    }),
  );
};

function subscribersOf(view: View, type: string): number {
  return view
    .list('subscription', { limit: 10_000 })
    .filter(({ id, patterns }) => matchesAny(type, patterns) && view.get('agent', id)?.state === 'live')
    .length;
}

function refuseTooLong(data: unknown, bytesMax: number): void {
  const bytes = new TextEncoder().encode(JSON.stringify(data)).length;
  if (bytes <= bytesMax) return;
  throw new ShoalError('LIMIT', `The data has ${bytes} bytes, at most ${bytesMax} are allowed.`, {
    hint: 'Put it in a file of the repository and emit its path.',
    details: { bytes, max: bytesMax },
  });
}
