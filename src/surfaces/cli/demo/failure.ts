import { ShoalError } from '../../../domain/errors.ts';

/** The play did not come to its end; what is on record tells where. */
export function demoFailure(what: string): ShoalError {
  return new ShoalError('UNHEALTHY', `The demo failed: ${what}.`, {
    hint: 'Run `shoal demo --keep` and look at `shoal log` in the directory that it names.',
  });
}
