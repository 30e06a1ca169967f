import { ShoalError } from '../../../domain/errors.ts';
import type { MessagePriority } from '../../../domain/message.ts';
import { agentCommand } from '../../command.ts';
import { once } from '../../once.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { currentTask } from '../task/current.ts';
import { wakeDaemonFor } from '../session/wake.ts';
import { follow } from './follow.ts';
import { post, refuseFullInbox, refuseTooLong } from './post.ts';
import { toSent } from './present.ts';
import { audience } from './recipients.ts';

type Input = InputOf<typeof contracts.messageSend>;

export const send: Handler<Input, OutputOf<typeof contracts.messageSend>> = async (context, input) => {
  refuseTooLong(input.text, context.settings);
  const to = input.to ?? ['@all'];
  const priority = priorityOfInput(input);
  const sent = await agentCommand(context, (tx, sender) =>
    once(tx, context, { operation: 'message.send', actor: sender.id, key: input.key }, () => {
      const { agents, topic } = audience(tx, context, sender, to);
      refuseFullInbox(tx, agents, context.settings);
      if (topic !== null) follow(tx, topic, sender.id);
      const message = post(tx, {
        from: sender.id,
        to: to.join(', '),
        body: input.text,
        urgent: priority === 'now',
        idle: priority === 'idle',
        expiresAt: input.ttlMs === undefined ? null : tx.now + input.ttlMs,
        topic,
        task: currentTask(tx, sender.id),
        recipients: agents.map(({ id }) => id),
      });
      return toSent(tx, message);
    }),
  );
  await wakeDaemonFor(
    context,
    sent.deliveries.map(({ agent }) => agent),
  );
  return sent;
};

/** `--now` is `--priority now`. */
function priorityOfInput({ now, priority }: Input): MessagePriority {
  if (now !== true) return priority ?? 'next';
  if (priority === undefined || priority === 'now') return 'now';
  throw new ShoalError('INVALID_INPUT', `It cannot be sent both now and ${priority}.`, {
    hint: 'Give --now or --priority, not both.',
  });
}
