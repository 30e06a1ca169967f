import { quantile } from './report.ts';

export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Before each run, not timed. */
  readonly before?: () => void;
  /** Looks at the output of each run, so that it did what it is timed for. */
  readonly check?: (stdout: string) => void;
}

export interface Timing {
  readonly medianMs: number;
  readonly minMs: number;
}

/** Runs the contenders in turn, so that a noisy moment hits all of them; the first two rounds are not counted. */
export function interleave(contenders: readonly Contender[], rounds: number): Map<string, Timing> {
  const walls = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = -2; round < rounds; round += 1) {
    for (const contender of contenders) {
      contender.before?.();
      const wallMs = runOnce(contender);
      if (round >= 0) walls.get(contender.name)?.push(wallMs);
    }
  }
  return new Map(
    contenders.map(({ name }) => {
      const all = walls.get(name) ?? [];
      const timing = { medianMs: quantile(all, 0.5), minMs: quantile(all, 0) };
      console.log(
        `       ${name}: median ${timing.medianMs.toFixed(2)} ms, fastest ${timing.minMs.toFixed(2)} ms`,
      );
      return [name, timing];
    }),
  );
}

function runOnce({ name, command, cwd, env, stdin, check }: Contender): number {
  const input = stdin === undefined ? 'ignore' : Buffer.from(stdin);
  const startedAt = performance.now();
  const result = Bun.spawnSync([...command], {
    cwd,
    env: { ...env },
    stdin: input,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const wallMs = performance.now() - startedAt;
  if (result.exitCode !== 0)
    throw new Error(
      `${name} ended with ${result.exitCode}: ${String(result.stdout)}${String(result.stderr)}`,
    );
  check?.(result.stdout.toString());
  return wallMs;
}

export function timingOf(timings: ReadonlyMap<string, Timing>, name: string): Timing {
  const timing = timings.get(name);
  if (timing === undefined) throw new Error(`${name} was not timed`);
  return timing;
}
