import { once, agentCommand } from '../../command.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/message.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { currentTask } from '../task/current.ts';
import { follow } from './follow.ts';
import { post, refuseFullInbox, refuseTooLong } from './post.ts';
import { toSent } from './present.ts';
import { audience } from './recipients.ts';

export const send: Handler<
  InputOf<typeof contracts.messageSend>,
  OutputOf<typeof contracts.messageSend>
> = async (context, input) => {
  refuseTooLong(input.text, context.settings);
  const to = input.to ?? ['@all'];
  return agentCommand(context, (tx, sender) =>
    once(tx, 'message.send', sender.id, input.key, () => {
      const { agents, topic } = audience(tx, context, sender, to);
      refuseFullInbox(tx, agents, context.settings);
      if (topic !== null) follow(tx, topic, sender.id);
      const message = post(tx, {
        from: sender.id,
        to: to.join(', '),
        body: input.text,
        urgent: input.now === true,
        topic,
        task: currentTask(tx, sender.id),
        recipients: agents.map(({ id }) => id),
      });
      return toSent(tx, message);
    }),
  );
};
