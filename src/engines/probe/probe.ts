import { ShoalError } from '../../domain/errors.ts';
import { driverFor } from '../../harness/drivers.ts';
import type { HarnessProbe, ProbedHarness, Processes, ProbeTell } from '../../operations/ports.ts';
import type { Environment } from '../spawner/environment.ts';
import { harnessPrograms } from '../spawner/harnesses.ts';
import { labs } from './labs/index.ts';
import type { Lab } from './labs/lab.ts';
import { readMatrix, storeMatrix } from './matrix.ts';
import { probeHarness } from './probe-harness.ts';
import { programOf } from './program.ts';

export interface HarnessProbeOptions {
  readonly stateDir: string;
  readonly environment: Environment;
  readonly processes: Processes;
  readonly now: () => number;
}

/** Harnesses under test at once: most of a scenario is waiting for a program to start. */
const atOnce = 2;

export function createHarnessProbe(options: HarnessProbeOptions): HarnessProbe {
  const { stateDir, environment } = options;
  return {
    stored: () => readMatrix(stateDir),
    async measure(names, tell, signal) {
      const wanted = labsOf(names, environment);
      const probed: ProbedHarness[] = [];
      const left = [...wanted];
      const work = async (): Promise<void> => {
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          const one = await probeOne(next, options, tell, signal);
          // As soon as it is known: who stops half-way keeps it.
          storeMatrix(stateDir, [one]);
          probed.push(one);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      return wanted.flatMap(({ lab }) => probed.filter(({ harness }) => harness === lab.harness));
    },
  };
}

interface Wanted {
  readonly lab: Lab;
  readonly program: string;
}

/** Those named, all of which must be there; else all that are. */
function labsOf(names: readonly string[], environment: Environment): readonly Wanted[] {
  const named = names.length === 0 ? labs : labs.filter(({ harness }) => names.includes(harness));
  return named.flatMap((lab) => {
    const program = programOf(lab.harness, environment);
    if (program !== undefined) return [{ lab, program }];
    if (names.length === 0) return [];
    const install = harnessPrograms[lab.harness]?.install ?? '';
    throw new ShoalError('NOT_FOUND', `${lab.harness} is not on PATH.`, {
      hint: `Install it: \`${install}\`.`,
    });
  });
}

function probeOne(
  { lab, program }: Wanted,
  { environment, processes, now }: HarnessProbeOptions,
  tell: ProbeTell,
  signal: AbortSignal,
): Promise<ProbedHarness> {
  return probeHarness({
    lab,
    driver: driverFor(lab.harness),
    program,
    path: environment['PATH'] ?? '',
    processes,
    signal,
    now,
    tell: (finding) => tell(lab.harness, finding),
  });
}
