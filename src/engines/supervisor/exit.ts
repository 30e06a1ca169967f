import type { DepartureReason } from '../../domain/agent.ts';
import type { ExitClass, Session, SessionExit } from '../../domain/session.ts';
import type { ChildStatus } from '../../keeper/protocol.ts';
import { limitEnd, type RunState } from './run-state.ts';

const byReason: Readonly<Record<string, ExitClass>> = {
  'rate-limited': 'rate-limited',
  auth: 'auth',
  budget: 'budget',
  'context-overflow': 'context-overflow',
};

/** Why a process ended; `run` as it was before the end. */
export function classifyExit(run: RunState, after: RunState, status: ChildStatus): SessionExit {
  const { code, signal } = status;
  const text = lastWords(after, status);
  const of = (kind: ExitClass): SessionExit => ({ class: kind, code, signal, text });
  if (run.fault !== null) return { ...of('crash'), text: run.fault };
  if (run.ending !== null || run.interrupting !== null) return of('killed-by-us');
  if (/ENOSPC|no space left on device/i.test(status.errorTail)) return of('disk-full');
  const reason = byReason[after.lastEnd?.reason ?? ''];
  if (reason !== undefined) return of(reason);
  if (run.blocked !== null) return of('rate-limited');
  if (status.state === 'lost') return of('unknown');
  if (code !== 0) return of('crash');
  if (run.requests.length > 0) return of('needs-input');
  // Otherwise one that ends at each start, or at each input, would be started again without end.
  if (!after.isReady) return { ...of('crash'), text: text ?? 'it ended before it was ready' };
  if (after.inputs.length > 0)
    return { ...of('crash'), text: text ?? 'it ended with input that it had not seen' };
  return of(run.turn === null || (after.lastEnd?.error ?? null) === null ? 'success' : 'crash');
}

function lastWords({ lastEnd }: RunState, { errorTail }: ChildStatus): string | null {
  const said = errorTail.trim().split('\n').slice(-20).join('\n');
  return said === '' ? (lastEnd?.error ?? null) : said;
}

/** Who was stopped, or stops with the daemon, burns no attempt of its task. */
export function departureOf(exit: SessionExit, isHalted: boolean): DepartureReason {
  if (isHalted || exit.class === 'success') return 'left';
  return exit.class === 'killed-by-us' ? 'killed' : 'died';
}

export type AfterExit =
  /** Started again once there is something to send. */
  | { readonly next: 'rest'; readonly why: string | null }
  | { readonly next: 'restart'; readonly afterMs: number }
  | { readonly next: 'park'; readonly until: number; readonly why: string }
  | { readonly next: 'end'; readonly why: string };

export interface ExitFacts {
  readonly session: Pick<Session, 'wanted' | 'crashes' | 'profile'>;
  readonly run: RunState;
  readonly exit: SessionExit;
  /** Something is owed: a turn was cut off, or there is input that nobody has seen. */
  readonly hasWork: boolean;
  readonly now: number;
}

const minute = 60_000;

export function afterExit({ session, run, exit, hasWork, now }: ExitFacts): AfterExit {
  if (session.wanted === 'stopped') return { next: 'end', why: 'it was stopped' };
  switch (exit.class) {
    case 'success':
    case 'needs-input':
    case 'killed-by-us':
      return { next: 'rest', why: null };
    case 'rate-limited': {
      const until = limitEnd(run.blocked?.until ?? null, now) ?? now + 5 * minute;
      return { next: 'park', until, why: run.blocked?.text ?? 'its vendor lets it not go on' };
    }
    case 'disk-full':
      return { next: 'park', until: now + minute, why: 'the disk is full' };
    case 'auth':
    case 'budget':
    case 'context-overflow':
      return { next: 'end', why: `${exit.class}: ${exit.text ?? 'the harness gave no reason'}` };
    case 'unknown':
      return hasWork ? { next: 'restart', afterMs: 0 } : { next: 'rest', why: null };
    case 'crash': {
      const crashes = session.crashes + 1;
      if (crashes >= session.profile.crashesMax)
        return { next: 'end', why: `it crashed ${crashes} times in a row: ${exit.text ?? 'without a word'}` };
      if (!hasWork) return { next: 'rest', why: `it crashed: ${exit.text ?? 'without a word'}` };
      return { next: 'restart', afterMs: backoffMs(crashes) };
    }
  }
}

/** At once, then after 10 s, 20 s, … at most 5 min. */
function backoffMs(crashes: number): number {
  return crashes <= 1 ? 0 : Math.min(10_000 * 2 ** (crashes - 2), 5 * minute);
}
