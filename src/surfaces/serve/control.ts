import type { Daemon, Place } from '../../operations/ports.ts';
import type { Environment } from '../identity/harness.ts';

export interface DaemonControlOptions {
  readonly place: Place;
  readonly environment: Environment;
  readonly executable: string;
}

export function createDaemonControl(_options: DaemonControlOptions): Daemon {
  return {
    ensure: () => Promise.reject(new Error('not yet')),
    status: () => Promise.resolve(null),
    stop: () => Promise.resolve(),
  };
}
