import type { PortableStore, TakeOutcome } from '../../../src/store/port.ts';
import type { Kind } from '../../../src/domain/kinds.ts';

/* Stores that each break one law on purpose: whoever does not catch them proves nothing. */

/** Grants every second take to two: the later one is given what the earlier one took. */
export function grantingTwice(store: PortableStore): PortableStore {
  let previous: TakeOutcome<Kind, unknown> | undefined;
  let takes = 0;
  return {
    ...store,
    async take<K extends Kind, T>(...args: Parameters<typeof store.take<K, T>>): Promise<TakeOutcome<K, T>> {
      takes += 1;
      if (takes % 2 === 0 && previous !== undefined) return previous as TakeOutcome<K, T>;
      const outcome = await store.take<K, T>(...args);
      if ('taken' in outcome) previous = outcome;
      return outcome;
    },
  };
}

/** Says that nothing is ready, now and then. */
export function fallingSilent(store: PortableStore): PortableStore {
  let takes = 0;
  return {
    ...store,
    take: async (kind, index, plan) => {
      takes += 1;
      return takes % 3 === 0 ? { empty: true } : store.take(kind, index, plan);
    },
  };
}

/** Acknowledges some commands that it never commits. */
export function forgetting(store: PortableStore): PortableStore {
  let commands = 0;
  return {
    ...store,
    transact: async (decide) => {
      commands += 1;
      if (commands % 7 !== 0) return store.transact(decide);
      let answer: { readonly value: ReturnType<typeof decide> } | undefined;
      const undo = new Error('undo');
      await store
        .transact((tx) => {
          answer = { value: decide(tx) };
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
      if (answer === undefined) throw undo;
      return answer.value;
    },
  };
}

/** Leaves an event out of the log. */
export function losingEvents(store: PortableStore): PortableStore {
  return {
    ...store,
    async *export() {
      let events = 0;
      for await (const line of store.export()) {
        if (line.t === 'event') events += 1;
        if (line.t !== 'event' || events % 20 !== 0) yield line;
      }
    },
  };
}

export const broken: readonly (readonly [what: string, wrap: (store: PortableStore) => PortableStore])[] = [
  ['grants a task twice (law 1)', grantingTwice],
  ['says that nothing is ready (law 4)', fallingSilent],
  ['forgets what it acknowledged (law 3)', forgetting],
  ['loses events (law 9)', losingEvents],
];
