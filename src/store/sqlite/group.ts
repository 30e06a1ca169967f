import type { Transaction } from '../port.ts';
import { gathered, turns } from './gather.ts';

/*
 * Many callers of one process, one commit: what is asked for until `gathered` closes the group is decided in one
 * transaction, one command after the other, and nobody is answered before the commit that holds his command.
 *
 * G1  A command that is refused leaves nothing, and harms no other of its group.
 * G2  When the database fails, the group is rolled back and each command is tried alone.
 */

type Decide<T> = (tx: Transaction) => T;

/** What a group needs of its store. */
interface GroupParts {
  /** Decides all in one transaction; throws only for the database, and has rolled back then. */
  readonly commit: (decides: readonly Decide<unknown>[]) => Promise<readonly Outcome[]>;
  readonly alone: <T>(decide: Decide<T>) => Promise<T>;
}

export type Outcome = { readonly value: unknown } | { readonly refusal: unknown };

interface Job {
  readonly decide: Decide<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Commands in one commit at most: the others of the process wait for it. */
const groupMax = 128;

export function createGroup({ commit, alone }: GroupParts): <T>(decide: Decide<T>) => Promise<T> {
  const waiting: Job[] = [];
  let isRunning = false;

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const jobs = waiting.splice(0, groupMax);
      try {
        const outcomes = await commit(jobs.map(({ decide }) => decide));
        for (const [index, outcome] of outcomes.entries()) settle(jobs[index], outcome);
      } catch {
        for (const { decide, resolve, reject } of jobs) await alone(decide).then(resolve, reject);
      }
      await gathered(waiting, jobs.length + waiting.length, turns);
    }
    isRunning = false;
  };

  return <T>(decide: Decide<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ decide, resolve: resolve as (value: unknown) => void, reject }); // a job gives what its own decide gave
      if (isRunning) return;
      isRunning = true;
      setImmediate(() => void run());
    });
}

function settle(job: Job | undefined, outcome: Outcome): void {
  if (job === undefined) return;
  if ('value' in outcome) job.resolve(outcome.value);
  else job.reject(outcome.refusal);
}
