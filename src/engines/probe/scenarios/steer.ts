import type { Scenario } from '../scenario.ts';
import { bodyOf, turn } from '../turn.ts';

/** A message sent while a turn runs must be in that turn's next request to the model. */
export const steer: Scenario = {
  about: ['steers'],
  async run({ lab, driver, start, script, found, model, signal }) {
    if (!driver.capabilities.steers) return; // nothing to try: the driver offers it not
    const release = Promise.withResolvers<void>();
    try {
      const held = async (command: string): Promise<ReturnType<typeof lab.shell>> => {
        await release.promise;
        return lab.shell(command);
      };
      script(lab.shell('echo one'), () => held('echo two'), { text: 'after' });
      await using session = await start();
      const ended = turn(session, 'first', 'work for a while');
      await model.waitForRequest(() => model.requests.length === 2, signal);
      if (session.protocol.canSend() !== 'steer')
        return found('steers', false, 'its driver takes no message now');
      session.act((protocol) => protocol.send({ id: 'steer', text: 'STEERED-55' }));
      await session.nextOf('input', 0, ({ turn: id, state }) => id === 'steer' && state !== 'seen');
      release.resolve();
      await ended;
      const turns = session.events.filter(({ type }) => type === 'turn-start').length;
      const isSeen = model.requests.slice(2).some((request) => bodyOf(request).includes('STEERED-55'));
      found('steers', isSeen && turns === 1, 'the message did not reach the model in the running turn');
    } finally {
      release.resolve();
    }
  },
};
