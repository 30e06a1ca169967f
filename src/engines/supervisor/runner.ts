import type { ByKind } from '../../store/port.ts';
import { boot } from './adopt.ts';
import { letGo, logError, newLife, signal } from './life.ts';
import type { SupervisorPorts } from './ports.ts';
import { tend } from './tend.ts';
import { watch } from './watch.ts';

/*
 * One session, from its record to its end. Everything happens in one queue, in the order in which it came.
 *
 * R1  What happened is in the journal before anything follows from it (steps.ts, journal.ts).
 * R2  What is wanted is never remembered: `tend` looks at the records, and does what is missing. It may be called at any
 *     time and any number of times.
 * R3  Whatever fails leaves the runner as it would be after a restart of the daemon: it begins again from the journal.
 *
 * Its rooms: adopt (the beginning, also again), tend (what is wanted), give (what the program is told), start and exited
 * (a process's two ends), listen (what it says), steps (what follows from all of these), watch (time).
 */
export interface Runner {
  readonly session: string;
  /** The agent whose mail and requests concern this session. */
  readonly agent: string;
  /** Something that concerns the session may have changed. */
  poke(): void;
  /** So much time has passed, in which nobody slept. */
  tick(ms: number): void;
  /** The keeper is gone; the next one may be asked. */
  keeperLost(): void;
  /** Ends the process for good, and with it the session. Resolves when that is in the store. */
  halt(why: string): Promise<void>;
  /** SIGKILL for one that does not end. */
  killNow(): void;
  /** Lets go of a process that runs on. */
  detach(): Promise<void>;
  /** Resolves when the session has ended. */
  readonly over: Promise<void>;
}

const retryMs = 2_000;

export function createRunner(ports: SupervisorPorts, record: ByKind<'session'>): Runner {
  const over = Promise.withResolvers<void>();
  const life = newLife(ports, record, { enqueue, poke, finish });
  let queue: Promise<void> = Promise.resolve();
  let isPoked = false;
  /** After a failure: when to begin again. */
  let retryInMs: number | null = null;
  begin();

  function begin(): void {
    enqueue(() => {
      retryInMs = null;
      return boot(life);
    });
  }

  function enqueue(work: () => void | Promise<void>): void {
    queue = queue.then(async () => {
      if (life.record.state === 'ended') return;
      try {
        await work();
      } catch (error) {
        logError(life, 'a session failed and begins again from its transcript', error);
        letGo(life);
        retryInMs = retryMs;
      }
    });
  }

  function poke(): void {
    if (isPoked || life.isLeft) return;
    isPoked = true;
    enqueue(async () => {
      isPoked = false;
      if (retryInMs === null) await tend(life);
    });
  }

  function finish(last: ByKind<'session'> | undefined): void {
    if (last !== undefined) life.record = last;
    life.isLeft = true;
    // Its session was ended by somebody else: nobody looks after it any more.
    if (life.wire !== null) signal(life, 'SIGKILL');
    letGo(life);
    over.resolve();
  }

  function countDown(left: number): void {
    retryInMs = left > 0 ? left : null;
    if (retryInMs === null) begin();
  }

  return {
    session: record.id,
    get agent() {
      return life.record.agent;
    },
    over: over.promise,
    poke,
    tick(ms) {
      if (life.isLeft) return;
      if (retryInMs === null) watch(life, ms);
      else countDown(retryInMs - ms);
    },
    keeperLost: begin,
    async halt(why) {
      life.halting = why;
      enqueue(() => tend(life));
      await over.promise;
    },
    killNow: () => signal(life, 'SIGKILL'),
    async detach() {
      life.isLeft = true;
      await queue;
      letGo(life);
    },
  };
}
