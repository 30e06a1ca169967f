import { expect, test } from 'bun:test';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { createWorld, type World } from '../../../../test/support/world.ts';
import { ShoalError } from '../../../domain/errors.ts';
import { join } from '../agent/join.ts';
import { list, release, take } from '../lock.ts';

/*
 * Law 7 against a naive model: every lock is the set of files it stands for, spelled out over a small tree. After each
 * command the locks shown are the model's, and no file is in two sets of different holders unless both are shared.
 */

const files = ['a', 'b', 'd/a', 'd/b.ts', 'd/e/f.ts'];
const patterns = [...files, 'd/', '**', '*', 'd/*', '**/*.ts', 'd/{a,e/f.ts}', '?'];
const agents = [1, 2, 3];
const leaseMs = 60_000;

const filesOf = new Map(
  patterns.map((pattern) => {
    const isMatch = picomatch(pattern.endsWith('/') ? `${pattern}**` : pattern, { dot: true });
    return [pattern, files.filter((file) => isMatch(file))];
  }),
);

interface ModelLock {
  readonly holder: number;
  readonly path: string;
  shared: boolean;
  until: number;
}

const pid = fc.constantFrom(...agents);
const path = fc.constantFrom(...patterns);
const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('take' as const),
      pid,
      paths: fc.uniqueArray(path, { minLength: 1, maxLength: 3 }),
      shared: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('release' as const), pid, path }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('tick' as const), ms: fc.constantFrom(20_000, 60_000) }),
  },
);

type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

async function play(commands: readonly Command[]): Promise<void> {
  const world = createWorld();
  for (const agent of agents) await join(world.as(agent), { name: `agent-${agent}` });
  const model: ModelLock[] = [];
  for (const one of commands) {
    await step(world, model, one);
    const held = model.filter((lock) => lock.until > world.clock.now);
    const shown = await list(world.nobody(), {});
    expect(
      shown.map(({ holderName, path: at, shared }) => `${holderName} ${at} ${shared}`).toSorted(),
    ).toEqual(held.map((lock) => `agent-${lock.holder} ${lock.path} ${lock.shared}`).toSorted());
    for (const lock of held) expect(clashes(held, lock.holder, lock.path, lock.shared)).toEqual([]);
  }
}

async function step(world: World, model: ModelLock[], one: Command): Promise<void> {
  const { now } = world.clock;
  if (one.what === 'tick') return world.tick(one.ms);
  if (one.what === 'release') {
    await release(world.as(one.pid), { paths: [one.path] }).then(
      (released) => {
        for (const { path: at } of released)
          drop(model, (lock) => lock.holder === one.pid && lock.path === at);
      },
      (error: unknown) => expect(error).toBeInstanceOf(ShoalError),
    );
    return;
  }
  const held = model.filter((lock) => lock.until > now);
  const clash = one.paths.flatMap((at) => clashes(held, one.pid, at, one.shared));
  const outcome = await take(world.as(one.pid), { paths: one.paths, shared: one.shared, leaseMs }).then(
    () => 'granted',
    (error: unknown) => (error instanceof ShoalError ? error.code : String(error)),
  );
  if (clash.length > 0) expect(outcome).toBe('LOCKED');
  if (held.every((lock) => lock.holder === one.pid)) expect(outcome).toBe('granted');
  if (outcome !== 'granted') return;
  for (const at of one.paths) {
    const same = held.find((lock) => lock.holder === one.pid && lock.path === at);
    if (same === undefined)
      model.push({ holder: one.pid, path: at, shared: one.shared, until: now + leaseMs });
    else {
      same.shared &&= one.shared;
      same.until = now + leaseMs;
    }
  }
}

function clashes(
  held: readonly ModelLock[],
  holder: number,
  at: string,
  shared: boolean,
): readonly ModelLock[] {
  const wanted = filesOf.get(at) ?? [];
  return held.filter((lock) => {
    if (lock.holder === holder || (lock.shared && shared)) return false;
    return (filesOf.get(lock.path) ?? []).some((file) => wanted.includes(file));
  });
}

function drop(model: ModelLock[], isGone: (lock: ModelLock) => boolean): void {
  for (let at = model.length - 1; at >= 0; at -= 1) {
    const lock = model[at];
    if (lock !== undefined && isGone(lock)) model.splice(at, 1);
  }
}

test('law 7 holds through any sequence of commands', async () => {
  await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 25 }), play), {
    numRuns: 200,
  });
});
