import { ShoalError } from '../../domain/errors.ts';
import type { ByKind } from '../../store/port.ts';
import { begin, connect } from './connect.ts';
import { exited, unknownChild } from './exited.ts';
import { driverOf, type Life, logError, specOf } from './life.ts';
import { listenTo } from './listen.ts';
import type { Launch } from './ports.ts';
import { createRedaction } from './redact.ts';
import { restarted } from './run-state.ts';
import { commit } from './steps.ts';

/** A process for the session. The name of it is in the store before it is there: the next daemon knows what to look for. */
export async function start(life: Life, agent: ByKind<'agent'>): Promise<void> {
  const { ports, session, record } = life;
  const starts = record.starts + 1;
  const child = `${session}-${starts}`;
  const note = { type: 'session.starting', agent: agent.id, task: record.task };
  const source = await ports.store.read((view) => view.get('session', record.forkOf ?? ''));
  const begun = await ports.store.transact((tx) => {
    const now = tx.get('session', session);
    if (now === undefined || now.state === 'ended') return now;
    return tx.update('session', session, { child, starts, process: null }, note);
  });
  if (begun === undefined || begun.state === 'ended') return life.queue.finish(begun);
  life.record = begun;
  try {
    await spawn(life, { child, agent, forkOf: source?.harnessSession ?? null });
  } catch (error) {
    if (life.wire === null && life.journal === null) throw error;
    // Not the program has failed but the keeper: the next one is asked, R3.
    if (error instanceof ShoalError && error.code === 'UNHEALTHY') throw error;
    logError(life, 'a program could not be started', error);
    const errorTail = error instanceof Error ? error.message : String(error);
    await exited(life, { ...unknownChild, child, state: 'exited', errorTail }, 'cannot be started');
  }
}

interface Order {
  readonly child: string;
  readonly agent: ByKind<'agent'>;
  /** The harness's session to branch off from. */
  readonly forkOf: string | null;
}

async function spawn(life: Life, { child, agent, forkOf }: Order): Promise<void> {
  const { ports } = life;
  const launch = await ports.launch(life.record, agent);
  life.launch = launch;
  life.redaction = createRedaction(launch.secrets);
  life.run = restarted(life.run, { sessionId: ports.newSessionId(), ...goingOnWith(life, forkOf) });
  const plan = planned(life, launch, child);
  const keeper = await ports.keeper();
  const status = await keeper.spawn(launch.order(child, plan));
  await connect(life, child, null);
  life.run = { ...life.run, told: null };
  begin(life, status.process);
  await keeper.attach(child, 0, listenTo(life));
  ports.log.info('started', { session: life.session, child, pid: status.process?.pid ?? null });
}

/** Its own harness session when it has one, otherwise the one that it is a fork of. */
function goingOnWith(life: Life, forkOf: string | null): { resume: string | null; fork: boolean } {
  const { resumes, forks } = driverOf(life).capabilities;
  const own = resumes ? life.run.harnessSession : null;
  const resume = own ?? (forks ? forkOf : null);
  return { resume, fork: own === null && resume !== null };
}

function planned(life: Life, launch: Launch, child: string) {
  const driver = driverOf(life);
  const plan = driver.plan(specOf(life, launch));
  const { resume, fork } = life.run;
  const begun = { type: 'start', child, harness: driver.harness, argv: plan.argv, resume, fork };
  const untaken = plan.untaken.map((text) => ({ type: 'notice', level: 'warning', text }));
  commit(life, [begun, ...untaken]);
  return plan;
}
