import type { Scenario } from '../scenario.ts';
import { turn } from '../turn.ts';

/** The model holds the second half of its answer back: the first must arrive all the same. */
export const words: Scenario = {
  about: ['streams', 'reportsUsage'],
  async run({ start, script, found, model, signal }) {
    const release = Promise.withResolvers<void>();
    try {
      script({ text: 'first half, ', rest: { after: release.promise, text: 'second half' } });
      await using session = await start();
      const ended = turn(session, 'words', 'say something in two halves');
      await model.waitForRequest(() => true, signal);
      const streamed = session.nextOf('text-delta', 0, ({ text }) => text.includes('first half'));
      const early = await Promise.race([streamed.then(() => true), patience(signal)]);
      release.resolve();
      const { reason, result, usage } = await ended;
      const isWhole = reason === 'completed' && result === 'first half, second half';
      if (!isWhole) throw new Error(`the answer was “${result}” (${reason})`);
      found('streams', early, 'no word came before the model had said them all');
      const counts = typeof usage?.inputTokens === 'number' && typeof usage.outputTokens === 'number';
      found('reportsUsage', counts, 'the end of the turn carries no token counts');
    } finally {
      release.resolve();
    }
  },
};

const patienceMs = 8_000;

/** false after a while: long for a word on a pipe, short for a person who waits for the probe. */
function patience(signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), patienceMs);
    timer.unref();
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
