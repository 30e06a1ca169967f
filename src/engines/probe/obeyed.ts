import { realpathSync } from 'node:fs';
import type { Profile } from '../../domain/profile.ts';
import type { Capabilities } from '../../harness/driver.ts';
import type { ProbedHarness } from '../../operations/ports.ts';
import type { Environment } from '../spawner/environment.ts';
import { harnessPrograms } from '../spawner/harnesses.ts';
import { findProgram, nativeProgram } from '../spawner/programs.ts';
import { readMatrix } from './matrix.ts';
import { versionOf } from './program.ts';

export interface ObeyedOptions {
  readonly stateDir: string;
  readonly environment: Environment;
  readonly monotonicMs: () => number;
}

/** How long an answer to `--version` holds: an upgrade behind a running daemon is noticed by then. */
const versionHoldsMs = 60_000;

/**
 * What the program of a profile was measured to do, read anew each time: nothing when it was never probed, or is of another
 * version now. Only a harness that was probed is asked for its version.
 */
export function createObeyed(options: ObeyedOptions): (profile: Profile) => Promise<Partial<Capabilities>> {
  const { stateDir, environment, monotonicMs } = options;
  const versions = new Map<string, { readonly version: Promise<string | null>; readonly until: number }>();

  function installedVersion(program: string): Promise<string | null> {
    const known = versions.get(program);
    if (known !== undefined && known.until > monotonicMs()) return known.version;
    const version = versionOf(program, environment);
    versions.set(program, { version, until: monotonicMs() + versionHoldsMs });
    return version;
  }

  return async (profile) => {
    const probed = readMatrix(stateDir).find(({ harness }) => harness === profile.harness);
    if (probed === undefined || probed.version === null) return {};
    const program = programOfProfile(profile, environment);
    if (program === undefined || (await installedVersion(program)) !== probed.version) return {};
    return capabilitiesOf(probed);
  };
}

/** Undefined for a command with arguments of its own: what it runs is not known. */
function programOfProfile({ harness, command }: Profile, environment: Environment): string | undefined {
  const known = harnessPrograms[harness];
  if (known === undefined || (command !== null && command.length !== 1)) return undefined;
  const path = findProgram(command?.[0] ?? known.program, environment, '/');
  return path === undefined ? undefined : realpathSync(nativeProgram(path, known.native));
}

function capabilitiesOf({ findings }: ProbedHarness): Partial<Capabilities> {
  return Object.fromEntries(
    findings.flatMap(({ capability, ok }) => (ok === null ? [] : [[capability, ok]])),
  );
}
