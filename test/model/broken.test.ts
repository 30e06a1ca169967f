import { describe, expect, test } from 'bun:test';
import { createMemoryStore } from '../../src/store/memory.ts';
import { broken, fallingSilent, forgetting, grantingTwice, losingEvents } from './drive/broken.ts';
import { runCrowd } from './drive/crowd.ts';
import { seeded } from './drive/seeded.ts';
import { checkSequences } from './drive/property.ts';
import { stores } from './drive/stores.ts';

const [, memory] = stores[0] ?? [];

describe('the model catches a store that', () => {
  for (const [what, wrap] of broken) {
    test(what, async () => {
      if (memory === undefined) throw new Error('there is no memory store');
      const weights = { add: 6, claim: 14, say: 6 };
      const said = await checkSequences(memory, { weights, wrap, seed: 1 }).catch(String);
      expect(said).toContain('Property failed');
    });
  }
});

describe('the history checker catches a store that', () => {
  const cases = [
    ['law 1', grantingTwice],
    ['law 4', fallingSilent],
    ['law 3', forgetting],
    ['law 9', losingEvents],
  ] as const;
  for (const [law, wrap] of cases) {
    test(`breaks ${law} (${wrap.name})`, async () => {
      // Which of the commands it breaks depends on how the callers interleave: one crowd may miss it.
      const crowds = [3, 4].map((seed) =>
        runCrowd({ stores: [wrap(createMemoryStore())], agents: 6, rounds: 60, random: seeded(seed) }),
      );
      expect((await Promise.all(crowds)).flat().join('\n')).toContain(law);
    }, 60_000);
  }
});
