import fc from 'fast-check';
import type { PortableStore } from '../../../src/store/port.ts';
import { checkLog } from '../history/check-log.ts';
import { collectExport } from '../history/export.ts';
import { filesOf } from '../naive/locks.ts';
import { type Action, mixed, opening, type Weights } from './actions.ts';
import { compareState, Disagreement } from './compare.ts';
import { perform } from './perform.ts';
import type { StoreMaker } from './stores.ts';
import { createWorld } from './world.ts';

/** Sequences per property; SHOAL_MODEL_RUNS=5000 for a long night. SHOAL_MODEL_SEED repeats a run. */
const runs = Number(process.env['SHOAL_MODEL_RUNS'] ?? 40);
const seedGiven = process.env['SHOAL_MODEL_SEED'];

export interface PropertyOptions {
  readonly weights: Weights;
  /** Puts something between the operations and the store, to see that it is caught. */
  readonly wrap?: (store: PortableStore) => PortableStore;
  /** Default: another one each time, which a failure prints. */
  readonly seed?: number;
}

/** Random sequences of commands: every answer, and after each the full visible state, is what the model says. */
export async function checkSequences(
  make: StoreMaker,
  {
    weights,
    wrap = (store) => store,
    seed = seedGiven === undefined ? undefined : Number(seedGiven),
  }: PropertyOptions,
): Promise<void> {
  const property = fc.asyncProperty(
    fc.array(mixed(weights), { minLength: 1, maxLength: 60 }),
    async (actions) => {
      const clock = { now: Date.UTC(2026, 0, 1) };
      await using open = await make(() => clock.now);
      await play(wrap(open.store), clock, [...opening, ...actions]);
    },
  );
  await fc.assert(property, {
    numRuns: runs,
    includeErrorInReport: true,
    ...(seed === undefined ? {} : { seed }),
  });
}

export async function play(
  store: PortableStore,
  clock: { now: number },
  actions: readonly Action[],
): Promise<void> {
  const world = await createWorld(store, clock);
  for (const one of actions) {
    await perform(world, one);
    await compareState(world);
  }
  const lines = [];
  for await (const line of store.export()) lines.push(line);
  const problems = checkLog(collectExport(lines), { overlap: shareFiles, claimsAreNext: false });
  if (problems.length > 0) throw new Disagreement(problems.join('\n'));
}

export function shareFiles(a: string, b: string): boolean {
  return (filesOf[a] ?? []).some((file) => filesOf[b]?.includes(file));
}
