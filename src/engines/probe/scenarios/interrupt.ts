import type { Scenario } from '../scenario.ts';
import { turn } from '../turn.ts';

/** A turn that waits for its model ends when it is told to, and the next prompt gets its own answer. */
export const interrupt: Scenario = {
  about: ['interrupts'],
  async run({ driver, start, script, found, model, signal }) {
    if (!driver.capabilities.interrupts) return; // nothing to try: the driver offers it not
    const release = Promise.withResolvers<void>();
    try {
      script(
        async () => {
          await release.promise;
          return { text: 'LATE' };
        },
        { text: 'the right answer' },
      );
      await using session = await start();
      const ended = turn(session, 'first', 'think for ever');
      await model.waitForRequest(() => true, signal);
      session.act((protocol) => protocol.interrupt());
      const { reason } = await ended;
      if (reason !== 'interrupted') return found('interrupts', false, `the turn ended as “${reason}”`);
      release.resolve();
      const { result } = await turn(session, 'second', 'now answer');
      const isOwn = result === 'the right answer';
      found('interrupts', isOwn, `the next prompt was answered with “${result}”`);
    } finally {
      release.resolve();
    }
  },
};
