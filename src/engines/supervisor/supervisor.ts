import type { Context } from '../../operations/context.ts';
import { recordSignOfLife } from '../../operations/command.ts';
import { lastSessionOf } from '../../operations/handlers/session/find.ts';
import { liveSessions } from '../../operations/handlers/session/read.ts';
import { sleep } from '../../operations/sleep.ts';
import type { LogEvent } from '../../store/port.ts';
import { within } from '../within.ts';
import type { SupervisorPorts } from './ports.ts';
import { dropOldTranscripts } from './retention.ts';
import { createRunner, type Runner } from './runner.ts';
import { createSteadyClock } from './steady-clock.ts';

export interface Supervisor {
  /** Resolves when every session that should run is looked after. */
  readonly ready: Promise<void>;
  readonly sessions: () => number;
  /** The keeper is gone: its children are looked for, or their sessions resumed. */
  keeperLost(): void;
  /** `keepAgents`: their processes run on. Resolves when nothing of it runs any more. */
  stop(keepAgents: boolean): Promise<void>;
}

export interface SupervisorOptions extends SupervisorPorts {
  readonly settings: Context['settings'];
  readonly monotonicMs: () => number;
  /** Calls back about every second; gives what ends it. */
  readonly everySecond: (work: () => void) => () => void;
}

const pageMax = 500;
const followAgainMs = 500;
/** Changes of anything else concern no runner. */
const followedKinds = ['session', 'request', 'delivery', 'agent'] as const;
/** Signs of life are written less often still. */
const signsEveryMs = 10_000;
/** From SIGTERM to SIGKILL when the daemon stops. */
const haltGraceMs = 1_000;
const stopMaxMs = 1_600;
const firstLookMaxMs = 1_000;

/** For each session that is wanted there is a runner; the log says when to look again. */
export function startSupervisor(options: SupervisorOptions): Supervisor {
  const { store, log } = options;
  const runners = new Map<string, Runner>();
  const stopping = new AbortController();
  const sinceLastLook = createSteadyClock(options.monotonicMs);
  let sinceSignsMs = 0;

  const ready = Promise.withResolvers<void>();
  const following = follow();
  const stopTicking = options.everySecond(() => {
    const ms = sinceLastLook();
    for (const runner of runners.values()) runner.tick(ms);
    sinceSignsMs += ms;
    if (sinceSignsMs < signsEveryMs) return;
    sinceSignsMs = 0;
    signsOfLife().catch((error: unknown) =>
      log.error('no sign of life could be written', { error: String(error) }),
    );
  });

  async function lookAtAll(): Promise<void> {
    const sessions = await store.read((view) => liveSessions(view));
    for (const session of sessions) {
      const known = runners.get(session.id);
      if (known !== undefined) known.poke();
      else if (!stopping.signal.aborted) begin(session);
    }
  }

  function begin(session: Parameters<typeof createRunner>[1]): void {
    const runner = createRunner(options, session);
    runners.set(session.id, runner);
    void runner.over.then(() => {
      if (runners.get(session.id) === runner) runners.delete(session.id);
      void keepWithin();
    });
  }

  async function keepWithin(): Promise<void> {
    try {
      const dropped = await dropOldTranscripts(options.stateDir, store, options.settings.transcriptsBytesMax);
      if (dropped.length > 0) log.info('old transcripts gave way', { sessions: dropped });
    } catch (error) {
      if (!stopping.signal.aborted)
        log.error('old transcripts could not be removed', { error: String(error) });
    }
  }

  /** A store that is busy, or a disk that fails, is asked again: otherwise no agent would hear of anything any more. */
  async function follow(): Promise<void> {
    let after: number | null = null;
    while (!stopping.signal.aborted) {
      try {
        after = after === null ? await catchUp() : await followOn(after);
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.error('the log cannot be followed now', { error: String(error) });
        await sleep(followAgainMs, stopping.signal);
      }
    }
  }

  /** What is committed while it looks is in the first page. */
  async function catchUp(): Promise<number> {
    const last = await store.read((view) => view.lastSeq);
    await lookAtAll();
    ready.resolve();
    return last;
  }

  /** One page; where the next one begins. */
  async function followOn(after: number): Promise<number> {
    // Read before the page: what is committed meanwhile is looked at next.
    const last = await store.read((view) => view.lastSeq);
    const events = await store.events({ after, kinds: followedKinds, limit: pageMax });
    const lastGiven = events.at(-1)?.seq ?? after;
    const next = events.length === pageMax ? lastGiven : Math.max(last, lastGiven);
    if (concernsNewSession(events)) await lookAtAll();
    else for (const runner of concerned(events)) runner.poke();
    if (events.length < pageMax) await store.wait(next, undefined, stopping.signal);
    return next;
  }

  function concernsNewSession(events: readonly LogEvent[]): boolean {
    return events.some(({ kind, id }) => kind === 'session' && !runners.has(id));
  }

  function concerned(events: readonly LogEvent[]): ReadonlySet<Runner> {
    const all = [...runners.values()];
    const found = new Set<Runner>();
    for (const event of events) {
      if (event.kind === 'session') add(found, runners.get(event.id));
      if (event.kind === 'request') for (const runner of all) found.add(runner);
      if (event.kind === 'delivery' && event.type === 'message.queued')
        add(
          found,
          all.find(({ agent }) => agent === event.agent),
        );
      if (event.kind === 'agent')
        add(
          found,
          all.find(({ agent }) => agent === event.id),
        );
    }
    return found;
  }

  /** An agent that Shoal runs has no process of its own in its record: its session is what it lives by. */
  async function signsOfLife(): Promise<void> {
    const agents = [...runners.values()].map(({ agent }) => agent);
    if (agents.length === 0) return;
    await store.transact((tx) => {
      for (const id of agents) {
        const agent = tx.get('agent', id);
        const session = lastSessionOf(tx, id);
        if (agent?.state === 'live' && session?.state !== 'suspect') recordSignOfLife(tx, agent, options);
      }
    });
  }

  return {
    ready: ready.promise,
    sessions: () => runners.size,
    keeperLost: () => runners.forEach((runner) => runner.keeperLost()),
    async stop(keepAgents) {
      // Of what it has not looked at yet it could end nothing.
      if (!keepAgents) await within(firstLookMaxMs, ready.promise);
      if (stopping.signal.aborted) return;
      stopping.abort();
      stopTicking();
      await following;
      const all = [...runners.values()];
      if (keepAgents) return within(stopMaxMs, Promise.all(all.map((runner) => runner.detach())));
      const halted = Promise.all(all.map((runner) => runner.halt('the daemon was stopped')));
      const kill = setTimeout(() => all.forEach((runner) => runner.killNow()), haltGraceMs);
      // One that cannot end, on a full disk for example, is ended with the keeper, and told so by the next daemon.
      await within(stopMaxMs, halted);
      clearTimeout(kill);
    },
  };
}

function add<T>(set: Set<T>, value: T | undefined): void {
  if (value !== undefined) set.add(value);
}
