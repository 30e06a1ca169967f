import fc from 'fast-check';
import { filesOf } from '../naive/locks.ts';

/** Who acts: 0 and 1 have a process, 2 and 3 a session without one, 4 is a stranger, 5 a person; more are sessions. */
export const slots = { processes: [0, 1], sessions: [2, 3], stranger: 4, person: 5 } as const;

/** One step of a sequence, as plain data, so that a counterexample can be read. `pick` chooses a task, modulo how many there are. */
export type Action =
  | {
      readonly do: 'join';
      readonly slot: number;
      readonly name: number;
      readonly role: string | null;
      readonly able: boolean;
    }
  | { readonly do: 'leave' | 'pause' | 'resume' | 'unlock'; readonly slot: number }
  | { readonly do: 'stepDown'; readonly slot: number; readonly term: 'none' | 'current' | 'old' }
  | {
      readonly do: 'add';
      readonly slot: number;
      readonly priority: number;
      readonly tag: string | null;
      readonly needs: boolean;
      readonly assignee: string | null;
      readonly dependsOn: readonly number[];
      readonly delayMs: number | null;
      readonly maxAttempts: number;
      readonly key: string | null;
    }
  | {
      readonly do: 'claim';
      readonly slot: number;
      readonly tag: string | null;
      readonly another: boolean;
      readonly leaseMs: number | null;
    }
  | { readonly do: 'claimNamed'; readonly slot: number; readonly pick: number }
  | {
      readonly do: 'say';
      readonly what: 'done' | 'fail' | 'progress' | 'release';
      readonly slot: number;
      readonly pick: number;
      readonly generation: 'none' | 'current' | 'old';
      readonly retry: boolean;
    }
  | { readonly do: 'steal' | 'retry' | 'cancel' | 'note'; readonly slot: number; readonly pick: number }
  | { readonly do: 'assign'; readonly slot: number; readonly pick: number; readonly to: string }
  | {
      readonly do: 'edit';
      readonly slot: number;
      readonly pick: number;
      readonly priority: number | null;
      readonly dependsOn: number | null;
      readonly independentOf: number | null;
    }
  | {
      readonly do: 'lock';
      readonly slot: number;
      readonly paths: readonly string[];
      readonly shared: boolean;
      readonly leaseMs: number;
    }
  | { readonly do: 'msg'; readonly slot: number; readonly to: string; readonly replyTo: number | null }
  | { readonly do: 'inbox'; readonly slot: number }
  | { readonly do: 'tick'; readonly ms: number }
  | { readonly do: 'life'; readonly slot: number; readonly life: 'alive' | 'stopped' | 'dead' };

const slot = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 1, arbitrary: fc.constant(slots.stranger) },
  { weight: 2, arbitrary: fc.constant(slots.person) },
);
const pick = fc.nat(11);
const tag = fc.constantFrom(null, null, 'x', 'y');
const generation = fc.constantFrom('none', 'none', 'current', 'old');

const join = fc.record({
  do: fc.constant('join' as const),
  slot: fc.integer({ min: 0, max: 3 }),
  name: fc.nat(3),
  role: fc.constantFrom(null, 'dev'),
  able: fc.boolean(),
});

const add = fc.record({
  do: fc.constant('add' as const),
  slot,
  priority: fc.constantFrom(1, 5, 5, 5, 10),
  tag,
  needs: fc.constantFrom(false, false, false, true),
  assignee: fc.constantFrom(null, null, null, 'ann', '@dev'),
  dependsOn: fc.array(pick, { maxLength: 2 }),
  delayMs: fc.constantFrom(null, null, null, 0, 40_000),
  maxAttempts: fc.constantFrom(1, 2, 3),
  key: fc.constantFrom(null, null, null, 'k1'),
});

const claim = fc.record({
  do: fc.constant('claim' as const),
  slot,
  tag,
  another: fc.boolean(),
  leaseMs: fc.constantFrom(null, 10_000, 60_000),
});

const say = fc.record({
  do: fc.constant('say' as const),
  what: fc.constantFrom('done', 'done', 'fail', 'progress', 'release'),
  slot,
  pick,
  generation,
  retry: fc.boolean(),
});

const edit = fc.record({
  do: fc.constant('edit' as const),
  slot,
  pick,
  priority: fc.constantFrom(null, 1, 10),
  dependsOn: fc.option(pick),
  independentOf: fc.option(pick),
});

const lock = fc.record({
  do: fc.constant('lock' as const),
  slot,
  paths: fc.array(fc.constantFrom(...Object.keys(filesOf)), { minLength: 1, maxLength: 2 }),
  shared: fc.boolean(),
  leaseMs: fc.constantFrom(10_000, 60_000, 1_800_000),
});

const msg = fc.record({
  do: fc.constant('msg' as const),
  slot,
  to: fc.constantFrom('ann', 'bob', 'cid', '@all', '@dev', '@leader'),
  replyTo: fc.option(fc.nat(5)),
});

/** One arbitrary per thing that can be done; `mixed` chooses among them. */
const arbitraries = {
  join,
  leave: fc.record({ do: fc.constant('leave' as const), slot: fc.nat(4) }),
  pause: fc.record({ do: fc.constantFrom('pause', 'resume'), slot }),
  stepDown: fc.record({ do: fc.constant('stepDown' as const), slot, term: generation }),
  add,
  claim,
  claimNamed: fc.record({ do: fc.constant('claimNamed' as const), slot, pick }),
  say,
  manage: fc.record({ do: fc.constantFrom('steal', 'retry', 'cancel', 'note'), slot, pick }),
  assign: fc.record({
    do: fc.constant('assign' as const),
    slot,
    pick,
    to: fc.constantFrom('anyone', 'bob', '@dev'),
  }),
  edit,
  lock,
  unlock: fc.record({ do: fc.constant('unlock' as const), slot }),
  msg,
  inbox: fc.record({ do: fc.constant('inbox' as const), slot }),
  tick: fc.record({
    do: fc.constant('tick' as const),
    ms: fc.constantFrom(1, 5_000, 31_000, 61_000, 301_000, 1_801_000),
  }),
  life: fc.record({
    do: fc.constant('life' as const),
    slot: fc.integer({ min: 0, max: 1 }),
    life: fc.constantFrom('alive', 'stopped', 'dead'),
  }),
} as const satisfies Readonly<Record<string, fc.Arbitrary<Action>>>;

export type Weights = Readonly<Partial<Record<keyof typeof arbitraries, number>>>;

/** A bit of everything, and of what is named as much as its weight says. */
export function mixed(weights: Weights): fc.Arbitrary<Action> {
  const names = Object.keys(arbitraries) as (keyof typeof arbitraries)[];
  return fc.oneof(
    ...names.map((name) => ({
      weight: weights[name] ?? 1,
      arbitrary: arbitraries[name] as fc.Arbitrary<Action>,
    })),
  );
}

/** Everyone is there and has something to do, so that short sequences get somewhere. */
export const opening: readonly Action[] = [
  ...[0, 1, 2, 3].map(
    (one) => ({ do: 'join', slot: one, name: one, role: one === 1 ? 'dev' : null, able: one !== 2 }) as const,
  ),
  ...[5, 10, 5].map(
    (priority) =>
      ({
        do: 'add',
        slot: 0,
        priority,
        tag: 'x',
        needs: false,
        assignee: null,
        dependsOn: [],
        delayMs: null,
        maxAttempts: 2,
        key: null,
      }) as const,
  ),
];
