/** More than this between two looks is sleep, a stopped process or a clock that was set: nobody's fault. */
const stepMsMax = 5_000;

/** Time in which this process and the machine were awake: gives the ms since the last call. */
export function createSteadyClock(monotonicMs: () => number): () => number {
  let last = monotonicMs();
  return () => {
    const now = monotonicMs();
    const step = now - last;
    last = now;
    return step < 0 || step > stepMsMax ? 0 : step;
  };
}
