import { interrupt } from './give.ts';
import { type Life, nowOf, signal } from './life.ts';
import { commit } from './steps.ts';
import type { RunState } from './run-state.ts';
import { elapse, type Verdict, verdict, type Waits } from './timers.ts';
import type { Wire } from './wire.ts';

/** So much time has passed, in which nobody slept. */
export function watch(life: Life, ms: number): void {
  const { blocked } = life.run;
  if (blocked !== null && (blocked.until ?? 0) <= nowOf(life)) life.queue.poke();
  if (life.wire === null || life.isExiting) return;
  life.elapsed = elapse(life.elapsed, life.run, waitsOf(life.run, life.wire), ms);
  const found = verdict(life.elapsed, life.run, life.record.profile.timers);
  if (found.do !== 'nothing') life.queue.enqueue(() => judge(life, found));
}

function waitsOf({ turn, inputs, lastEnd }: RunState, { inputEnded, protocol }: Wire): Waits {
  return {
    isAfterResult: inputEnded && turn === null && lastEnd !== null,
    isTurnOwed: turn === null && inputs.length > 0 && protocol.canSend() !== 'idle',
  };
}

function judge(life: Life, found: Verdict): void {
  if (life.wire === null || life.isExiting) return;
  const { run } = life;
  switch (found.do) {
    case 'nothing':
      return;
    case 'suspect':
      life.run = { ...run, isSuspect: true };
      return commit(life, [{ type: 'state', state: 'suspect' }]);
    case 'interrupt':
      if (run.interrupting !== null) return;
      life.run = { ...run, fault: found.why };
      return interrupt(life, life.record.interruptsDone, found.why);
    case 'terminate':
      if (run.ending !== null) return;
      life.run = { ...run, ending: found.why, fault: found.isFault ? found.why : run.fault };
      commit(life, [{ type: 'state', state: 'stopping', why: found.why }]);
      return signal(life, 'SIGTERM');
    case 'kill':
      life.elapsed = { ...life.elapsed, ending: 0 };
      return signal(life, 'SIGKILL');
  }
}
