import { describe, test } from 'bun:test';
import type { Weights } from './drive/actions.ts';
import { checkSequences } from './drive/property.ts';
import { stores } from './drive/stores.ts';

/** Every property checks every law; each stresses what its own are about. */
const properties: readonly (readonly [name: string, weights: Weights])[] = [
  ['law 1: one holder, and each claim raises the generation', { add: 5, claim: 12, say: 8, manage: 3 }],
  [
    'law 2: stale hands do no harm, and what they send is kept',
    { claim: 8, say: 14, tick: 6, manage: 5, life: 3 },
  ],
  [
    'law 3: a lapsed lease is lapsed for everyone from that instant',
    { claim: 10, say: 6, tick: 12, life: 5, leave: 2 },
  ],
  [
    'law 4: no claim says there is nothing while something is ready',
    { add: 8, claim: 14, say: 8, life: 4, tick: 4 },
  ],
  ['law 5: higher priority first, then oldest first', { add: 14, claim: 12, edit: 5, assign: 3 }],
  ['law 6: dependencies hold, cycles are refused', { add: 10, edit: 10, claim: 8, say: 10, manage: 6 }],
  [
    'law 7: locks exclude, and end with lease, task or holder',
    { lock: 16, unlock: 3, claim: 5, say: 5, tick: 5, life: 3 },
  ],
  [
    'law 8: messages arrive, in order, each read by each recipient',
    { msg: 16, inbox: 10, join: 4, leave: 3, life: 3 },
  ],
  ['law 9: replaying the log gives the state', { add: 5, claim: 6, say: 6, lock: 5, msg: 5, tick: 3 }],
  [
    'law 10: one leader per term, a deposed one is refused',
    { stepDown: 10, tick: 8, life: 5, join: 5, leave: 4, pause: 4 },
  ],
  [
    'law 11: who is not proven may nothing, what a person paused an agent cannot resume',
    { pause: 12, leave: 6, join: 4, claim: 6, say: 4 },
  ],
];

for (const [store, make] of stores) {
  describe(store, () => {
    for (const [name, weights] of properties) test(name, () => checkSequences(make, { weights }), 120_000);
  });
}
