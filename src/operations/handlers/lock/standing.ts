import type { Standing } from '../../../domain/lock.ts';
import type { View } from '../../../store/port.ts';
import { waitsIn } from './wait.ts';

/** What is held and who waits in the repository, lapsed ones included. */
export function standingIn(view: View, repo: string): Standing {
  return {
    locks: view.list('lock', { where: { repo } }),
    waits: waitsIn(view, { where: { repo } }),
    now: view.now,
  };
}
