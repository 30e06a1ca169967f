import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `.shoal/runs/r12/`: what the records of a run say, as files that people and scripts read. */
export interface RunFiles {
  /** Each file whole or not at all; those that are as they should be are left alone. */
  write(run: string, files: ReadonlyMap<string, string>): void;
}

/** At most `runsMax` runs; the oldest give way. */
export function createRunFiles(stateDir: string, runsMax: number): RunFiles {
  const folder = join(stateDir, 'runs');
  return {
    write(run, files) {
      const own = join(folder, run);
      if (!existsSync(own)) {
        mkdirSync(own, { recursive: true, mode: 0o700 });
        dropOldest(folder, runsMax);
      }
      for (const [name, text] of files) if (read(join(own, name)) !== text) replace(folder, run, name, text);
    },
  };
}

/** Beside the folder first, so that whoever reads meanwhile, or finds it after a crash, has all of it. */
function replace(folder: string, run: string, name: string, text: string): void {
  const unfinished = join(folder, `.${run}.${name}.${process.pid}`);
  writeFileSync(unfinished, text, { mode: 0o600 });
  renameSync(unfinished, join(folder, run, name));
}

function read(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function dropOldest(folder: string, runsMax: number): void {
  const runs = readdirSync(folder).filter((name) => /^r\d+$/.test(name));
  const numbered = runs.toSorted((one, other) => Number(other.slice(1)) - Number(one.slice(1)));
  for (const old of numbered.slice(runsMax)) rmSync(join(folder, old), { recursive: true, force: true });
}
