/** Something done one after the other; `run` does it so many times. */
export interface Load {
  readonly name: string;
  run(times: number): Promise<void>;
}

/** Runs the loads in turn, in short batches, so that a noisy moment hits all of them; gives the median rate of each, per second. */
export async function ratesOf(
  loads: readonly Load[],
  batches: number,
  perBatch: number,
): Promise<Map<string, number>> {
  const rates = new Map(loads.map(({ name }) => [name, [] as number[]]));
  for (let batch = -1; batch < batches; batch += 1) {
    for (const load of loads) {
      const startedAt = performance.now();
      await load.run(perBatch);
      const rate = (perBatch * 1000) / (performance.now() - startedAt);
      if (batch >= 0) rates.get(load.name)?.push(rate);
    }
  }
  return new Map(
    [...rates].map(([name, all]) => {
      const median = all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
      console.log(`       ${name}: ${Math.round(median)}/s`);
      return [name, median];
    }),
  );
}
